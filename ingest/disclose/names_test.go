package disclose

import "testing"

func TestNames(t *testing.T) {
	own := []string{"Link Worker", "the Toolkit", "Social Prescribing"}
	heard := []string{"we have a choir and a garden, and the choir sings; will you go, will they, will she, will we"}
	for _, tt := range []struct {
		text  string
		kind  Kind
		words string // "" for none of any kind
	}{
		{"My name is Jane Testperson and", Name, "Jane Testperson"},
		{"my name’s Jane.", Name, "Jane"},
		{"so my name is jane and", Name, "jane"},
		{"she was called Agatha then", Name, "Agatha"},
		{"speaking to Mary-Lou O’Neill today", Name, "Mary-Lou O’Neill"},
		{"I saw Dr Testperson on", Name, "Dr Testperson"},
		{"it was Mrs. Ashworth-Bell who", Name, "Mrs. Ashworth-Bell"},
		{"I’m Agatha, hello", Name, "Agatha"},
		{"thank you Agatha", Name, "Agatha"},
		{"we went with Marmaduke to sing", Candidate, "Marmaduke"},
		{"Agatha Testperson said so", Candidate, "Agatha Testperson"},
		{"I told Will about it", Candidate, "Will"},
		{"over in Long Eaton they", Candidate, "Long Eaton"},
		{"at the Rosebank Surgery they", Organisation, "Rosebank Surgery"},
		{"my lad is at Beeston Primary School now", Organisation, "Beeston Primary School"},

		{"my name is not important", "", ""},
		{"I’m British and I go on Tuesday", "", ""},
		{"I’m a Link Worker with the NHS", "", ""},
		{"the Link Workers use the Toolkit", "", ""},
		{"Agatha", "", ""}, // the first word of a sentence says nothing
		{"Yes. Agatha? “Agatha”", "", ""},
		{"we had the Choir", "", ""}, // written small elsewhere
		{"the [Name Of Town] office", "", ""},
		{"the surgery and the Health Centre", "", ""},
		{"S1_LW03 and P12b spoke", "", ""},
		{"About The Marmaduke Study", "", ""}, // a heading
		{"the GP, the GPs and the CMHT", "", ""},
		{"this is England", "", ""},
	} {
		v := newVocabulary(own)
		for _, h := range heard {
			v.hear(h)
		}
		got := v.names(tt.text, find(tt.text))
		if tt.words == "" {
			for _, m := range got {
				t.Errorf("%q: %s %q", tt.text, m.kind, tt.text[m.start:m.end])
			}
			continue
		}
		if len(got) != 1 || got[0].kind != tt.kind || tt.text[got[0].start:got[0].end] != tt.words {
			t.Errorf("%q: want %s %q", tt.text, tt.kind, tt.words)
			for _, m := range got {
				t.Logf("  got %s %q", m.kind, tt.text[m.start:m.end])
			}
		}
	}
}

func TestRedactions(t *testing.T) {
	for text, want := range map[string]string{
		"I live in [name of town] now":    markStyles[0].name,
		"it was [redacted] who":           markStyles[0].name,
		"I live in (place removed) now":   markStyles[1].name,
		"her name, (removed), is":         markStyles[1].name,
		"see <name> there":                markStyles[2].name,
		"I live in XXXX now":              markStyles[3].name,
		"Mr xxx came":                     markStyles[3].name,
		"I live in ***** now":             markStyles[4].name,
		"Mr ____ came":                    markStyles[5].name,
		"I live in ███ now":               markStyles[6].name,
		"[laughs] and [inaudible 00:03]":  "",
		"[pause] (laughs) I named it":     "",
		"a — b – c, well--yes":            "",
		"a size XXL, chapter XX, ** bold": "",
		"*****":                           "",
	} {
		styles, _ := redactions(text)
		got := ""
		if len(styles) == 1 {
			got = markStyles[styles[0]].name
		} else if len(styles) > 1 {
			got = "several"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestPerson(t *testing.T) {
	v := newVocabulary([]string{"Link Worker"})
	for label, want := range map[string]bool{
		"Ada Bell": true, "Jane": true, "Bell, Ada (Student)": true, "O’Neil": true,
		"Interviewer": false, "Link Worker": false, "LW03": false, "Participant 3": false, "AB": false, "Q": false, "What is it?": false, "speaker": false, "": false, "I": false,
	} {
		if got := v.person(label); got != want {
			t.Errorf("%q: %v", label, got)
		}
	}
}
