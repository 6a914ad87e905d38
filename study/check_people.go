package study

// people checks the participants and the topics of the schedule.
func (c *checker) people(p *Part) {
	roles := namesOf(p.Roles, func(r *Role) string { return r.ID })
	others := namesOf(c.m.Studies, func(o **Part) string { return (*o).ID })
	ids, documents := c.unique("participant"), c.unique("document")
	for i := range p.Participants {
		one := &p.Participants[i]
		ids.add(one.ID, c.at(&one.ID))
		if one.Role != "" {
			c.refer(Ref{At: c.at(&one.Role), Name: one.Role}, roles, "the role", "roles")
		}
		for _, d := range one.Documents {
			documents.add(d.Name, d.At)
		}
		for _, a := range one.Also {
			if a.Study == p.ID {
				c.fault(a.At, "also: names other studies", "%s is in %s itself", one.ID, p.ID)
				continue
			}
			c.refer(Ref{At: a.At, Name: a.Study}, others, "the study", "studies")
		}
	}
	topics := c.unique("topic")
	for i := range p.Schedule {
		t := &p.Schedule[i]
		topics.add(t.ID, c.at(&t.ID))
		c.once("roles", t.Roles)
		c.once("codes", t.Codes)
		for _, r := range t.Roles {
			c.refer(r, roles, "the role", "roles")
		}
	}
}
