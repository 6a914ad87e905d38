package dataset

import "testing"

func TestColumn(t *testing.T) {
	s := &Set{Columns: []*Column{{Name: "age"}, {Name: "Age"}}}
	for range 2 { // the second time from the index
		for i, name := range []string{"age", "Age"} {
			if c := s.Column(name); c != s.Columns[i] {
				t.Errorf("%s is %v", name, c)
			}
		}
		if c := s.Column("AGE"); c != nil {
			t.Errorf("AGE is %v", c)
		}
	}
}
