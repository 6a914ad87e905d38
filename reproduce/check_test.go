package reproduce

import (
	"encoding/json"
	"slices"
	"testing"

	"kith/report"
)

func TestWalkJSON(t *testing.T) {
	tests := []struct {
		name     string
		was, now string
		want     []string
	}{
		{"same", `{"a":1,"b":[1,2]}`, `{"b":[1,2],"a":1}`, nil},
		{"last bits of another processor", `{"t":3.15671409765}`, `{"t":3.15671409764}`, nil},
		{"a number", `{"sets":[{"id":"QS1","t":3.15}]}`, `{"sets":[{"id":"QS1","t":3.16}]}`, []string{"sets[QS1].t"}},
		{"undefined now", `{"t":3.15}`, `{"t":null}`, []string{"t"}},
		{"a key only a newer kith writes", `{"t":1}`, `{"t":1,"w":2}`, nil},
		{"a list grew", `{"x":[1]}`, `{"x":[1,2]}`, []string{"x"}},
		{"a text", `{"x":["a"]}`, `{"x":["b"]}`, []string{"x[0]"}},
		{"zero against tiny", `{"x":0}`, `{"x":1e-12}`, []string{"x"}},
	}
	for _, test := range tests {
		var a, b any
		if err := json.Unmarshal([]byte(test.was), &a); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(test.now), &b); err != nil {
			t.Fatal(err)
		}
		var got []string
		walkJSON("", a, b, func(path string, _, _ any) { got = append(got, path) })
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: differences at %v, want %v", test.name, got, test.want)
		}
	}
}

func TestCompareCSV(t *testing.T) {
	was := "Set,t,p\nQS1,-8.05,< .001\nQS2,3.16,.002\n"
	now := "Set,t,p\nQS1,-8.05,< .001\nQS2,3.20,.002\n"
	got := compareCSV("tables/04.csv", []byte(was), []byte(now))
	want := []report.Change{{Table: "tables/04.csv", Row: "QS2", Column: "t", Was: "3.16", Now: "3.20"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := compareCSV("x.csv", []byte("a\n1\n"), []byte("a\n1\n2\n")); len(got) != 1 || got[0].Row != "file" {
		t.Errorf("a row that is gone gave %v", got)
	}
	if got := compareCSV("x.csv", []byte("a,\"\n"), []byte("a\n")); len(got) != 1 {
		t.Errorf("a damaged table gave %v", got)
	}
}
