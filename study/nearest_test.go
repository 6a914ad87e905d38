package study

import "testing"

func TestEditDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"ab", "ba", 1},
		{"ca", "abc", 3}, {"flaw", "lawn", 2}, {"théâtre", "theatre", 2}, {"scale", "scales", 1},
	} {
		if got := EditDistance([]rune(test.a), []rune(test.b)); got != test.want {
			t.Errorf("%q to %q: %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

func TestNearest(t *testing.T) {
	keys := []string{"header_row", "label_row", "first_data_row", "stop", "id", "A", "B"}
	for word, want := range map[string]string{
		"headerrow": "header_row", "header-row": "header_row", "Header Row": "header_row", "haeder_row": "header_row",
		"lable_row": "label_row", "sotp": "stop", "ID": "id", "a": "A", "colour": "", "C": "", "": "",
	} {
		if got := Nearest(word, keys); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}
