package coding

import (
	"encoding/json"
	"testing"
	"time"

	"kith/study/journal"
)

// What is cut out of an event is what encoding/json reads in it, byte by byte.
func FuzzCut(f *testing.F) {
	for _, s := range []string{
		`{"document":"S1_LW03","text":"0f0f","start":12,"end":58,"code":"SI-BEL","valence":"present"}`,
		`{"document":"d","text":"","start":0,"end":1,"code":"c","memo":"it's <b>"}`,
		`{"Document":"d"}`, `{"document":"d","document":"e","start":1,"end":2}`, `{"document":"\u00e9"}`, `{"document":"é"}`,
		`{"start":01}`, `{"start":-1}`, `{"start":1e3}`, `{"start":"1"}`, `{"document":1}`, `{}`, `{"document":"d",}`, `{"document":"d"}}`, `{"document":"d"} `,
		`{"start":99999999999999999999}`, `{"document":null}`, `{"start":1234567890}`, `{`, `{"document":"d"`, `{"document"`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var cut, want codingAdd
		if !cut.cut(data, names{}) {
			if cut != (codingAdd{}) {
				t.Fatalf("%q: half of it was read", data)
			}
			return
		}
		if err := json.Unmarshal(data, &want); err != nil || cut != want {
			t.Fatalf("%q: cut %+v, want %+v, %v", data, cut, want, err)
		}
	})
}

// What kith itself writes is cut; the other way is for journals of other hands.
func TestCutReadsWhatIsWritten(t *testing.T) {
	d := codingAdd{Document: "S1_LW03", Text: "0f", Start: 0, End: 58, Code: "SI-BEL", Valence: "mixed", Level: "latent", Orientation: "between", Memo: "look again", From: "a.csv:3"}
	data, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var got codingAdd
	if !got.cut(data, names{}) || got != d {
		t.Errorf("%s: %+v", data, got)
	}
	c, err := newCoding(journal.Event{Data: json.RawMessage(`{ "document": "d", "start": 1, "end": 2, "memo": "caf\u00e9" }`)}, names{})
	if err != nil || c.Memo != "café" || c.End != 2 {
		t.Errorf("%+v, %v", c, err)
	}
}

// What a colleague took back, or wrote before what is here already, may come to
// light only under the lock of one's own next event; nothing may wait for itself
// there.
func TestOthersTurnsComeUnderTheLock(t *testing.T) {
	dir, clock := t.TempDir(), start
	a, b := sit(t, dir, "AA", &clock), sit(t, dir, "BB", &clock)
	must(t, b.AddCode(Code{Name: "x"}))
	_, err := b.Undo("")
	must(t, err)
	done := make(chan error, 1)
	go func() { done <- a.AddCode(Code{Name: "y"}) }()
	select {
	case err := <-done:
		must(t, err)
	case <-time.After(20 * time.Second):
		t.Fatal("it waits for itself")
	}
	late := start.Add(-time.Hour) // a clock behind all others
	c := sit(t, dir, "CC", &late)
	must(t, c.AddCode(Code{Name: "z"}))
	must(t, a.AddCode(Code{Name: "w"}))
	a.View(func(s *State) {
		if len(s.Named("x")) != 0 || len(s.Named("y")) != 1 || len(s.Named("z")) != 1 || len(s.Named("w")) != 1 {
			t.Errorf("codes %v", s.Codes(true))
		}
	})
}
