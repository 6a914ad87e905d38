package study

// findings checks what the report says of tables of codes, pages of cases and joint
// displays. Whether codes and analysts exist is the journal's to say.
func (c *checker) findings() {
	r := &c.m.Report
	studies := namesOf(c.m.Studies, func(p **Part) string { return (*p).ID })
	coded := func(key string, refs []Ref) {
		c.once(key, refs)
		for _, ref := range refs {
			if p := c.m.Part(ref.Name); c.refer(ref, studies, "the study", "studies") && p != nil && len(p.Documents) == 0 && len(p.Questions) == 0 {
				c.fault(ref.At, "name a study with documents", "%s has no documents that could be coded", ref.Name)
			}
		}
	}
	coded("codebook", r.Codebook)
	coded("cases", r.Cases)
	if r.CaseMemos && len(r.Cases) == 0 {
		c.fault(c.at(&r.CaseMemos), "name the studies under cases:", "case_memos has no pages of cases to stand on")
	}
	ids := c.unique("table of codes")
	for i := range r.Matrices {
		t := &r.Matrices[i]
		ids.add(t.ID, c.at(&t.ID))
		coded("of", t.Of)
		c.once("codes", t.Codes)
		if len(t.Of) > 1 && (t.By == "participant" || t.By == "document") {
			c.fault(c.at(&t.By), "declare a table for each", "the table %s is by %s of several studies, where one id may be two people", t.ID, t.By)
		}
		if t.Extent && t.Counts != nil && !*t.Counts {
			c.fault(c.at(&t.Extent), "say counts: true, or leave extent out", "extent counts characters, and the table %s has no counts", t.ID)
		}
	}
	for i := range r.Cooccurrence {
		t := &r.Cooccurrence[i]
		ids.add(t.ID, c.at(&t.ID))
		coded("of", t.Of)
		c.once("codes", t.Codes)
		if t.Rule != "near" && c.given(&t.Within) {
			c.fault(c.at(&t.Within), "say rule: near, or leave within out", "within is a distance, and the rule of %s is %s", t.ID, t.Rule)
		}
	}
	for i := range r.Joint {
		t := &r.Joint[i]
		ids.add(t.ID, c.at(&t.ID))
		c.joint(t, studies)
	}
}

func (c *checker) joint(t *JointDisplay, studies names) {
	switch {
	case (t.Question.Name == "") == (t.Of.Name == ""):
		c.fault(t.At, "give question: Q1, or of: S1", "the joint display %s takes what people said from an open question or from a study, from one of the two", t.ID)
	case t.Question.Name != "":
		var all []OpenQuestion
		for _, p := range c.m.Studies {
			all = append(all, p.Questions...)
		}
		c.refer(t.Question, namesOf(all, func(q *OpenQuestion) string { return q.ID }), "the open question", "open questions")
		if len(t.Codes) > 0 {
			c.fault(t.Codes[0].At, "leave codes out; the question declares its categories", "the rows of %s are the categories of %s", t.ID, t.Question.Name)
		}
		if t.Themes {
			c.fault(t.At, "leave themes out, or say of: and not question:", "the rows of %s are the categories of %s", t.ID, t.Question.Name)
		}
	default:
		c.refer(t.Of, studies, "the study", "studies")
		c.once("codes", t.Codes)
		if t.Themes && len(t.Codes) > 0 {
			c.fault(t.Codes[0].At, "leave one of the two out", "the rows of %s are to be themes and codes", t.ID)
		}
		if t.By == "participant" && t.Counts != nil && !*t.Counts {
			c.fault(t.At, "say counts: true, or by: role", "the mean of those with a code tells how many they are, and %s has no counts", t.ID)
		}
	}
	if t.Data.Name == "" {
		c.fault(t.At, "name it: data: S3", "the joint display %s does not say which study has its scores", t.ID)
		return
	}
	if !c.refer(t.Data, studies, "the study", "studies") {
		return
	}
	p := c.m.Part(t.Data.Name)
	if p == nil {
		return // a fault already
	}
	if len(p.Books()) == 0 {
		c.fault(t.Data.At, "name a study with a workbook", "%s has no workbook with scores", p.ID)
		return
	}
	if t.By == "participant" && p.Books()[0].IDColumn.Name == "" {
		c.fault(t.At, "declare id_column of "+p.ID+", or say by: role", "people are matched by their ids, and %s has no id_column", p.ID)
	}
	c.variables(p, t.Scores, "scores")
}
