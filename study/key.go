package study

import (
	"path"
	"strings"
)

// A Key is a scoring key that stands in a sheet: one row an item or one row a
// label.
type Key struct {
	At        Pos        `yaml:"-"`
	File      Ref        `yaml:"file" doc:"path relative to the deposit (default: the workbook)"`
	Sheet     Ref        `yaml:"sheet" doc:"sheet name (default: the only visible sheet)"`
	HeaderRow int        `yaml:"header_row" min:"1" max:"1048576" doc:"row with the column names of the key (default: 1)"`
	Encoding  string     `yaml:"encoding" enum:"utf-8,windows-1252" doc:"encoding of a .csv file (default: utf-8)"`
	Delimiter string     `yaml:"delimiter" doc:"delimiter of a .csv file (default: comma)"`
	Columns   KeyColumns `yaml:"columns" req:"true" doc:"which column of the key says what"`
	Reversed  []Scalar   `yaml:"reversed" min:"1" doc:"values of the column reverse that mean reversed, all others not (default: yes, y, true, x, r, reverse, reversed and 1 are; no, n, false, 0, - and blank are not; anything else is a fault)"`
}

// KeyColumns name the columns of a scoring key. Label and Value belong
// together, and stand for Labels where the key has a row for each label.
type KeyColumns struct {
	At        Pos `yaml:"-"`
	Item      Ref `yaml:"item" req:"true" doc:"column with the column names of the data sheet, the ids of pairs, or the names of scales; in a key with a row for each label a blank cell is the item above"`
	Set       Ref `yaml:"set" doc:"column with the id or title of the question set"`
	Condition Ref `yaml:"condition" doc:"column with the id or label of the condition"`
	Reverse   Ref `yaml:"reverse" doc:"column that says whether the item is reverse-keyed"`
	Labels    Ref `yaml:"labels" doc:"column with all labels of an item in a cell: 1 = Never; 2 = Rarely"`
	Value     Ref `yaml:"value" doc:"column with the number of one label"`
	Label     Ref `yaml:"label" doc:"column with the text of one label"`
}

func (k *Key) setDefaults(p *Part) {
	if k == nil {
		return
	}
	if books := p.Books(); k.File.Name == "" && len(books) == 1 {
		k.File = Ref{At: k.At, Name: books[0].File.Name}
	}
	if k.HeaderRow == 0 {
		k.HeaderRow = 1
	}
	orElse(&k.Encoding, "utf-8")
	orElse(&k.Delimiter, ",")
}

// scoringKey checks how the key of a study is laid out.
func (c *checker) scoringKey(p *Part) {
	k := p.Key
	if k == nil {
		return
	}
	if len(p.Books()) == 0 {
		c.fault(k.At, "declare the workbook with the numbers under workbook", "%s has a key and no workbook", p.ID)
		return
	}
	csv := strings.EqualFold(path.Ext(k.File.Name), ".csv")
	if what, hint := badPath(k.File.Name); k.File.Name != "" && what != "" {
		c.fault(k.File.At, hint, "the key's path %s %s", quote(k.File.Name), what)
	}
	switch {
	case k.File.Name == "":
		c.fault(k.At, "name the file with the key: file: Key.xlsx", "%s has several workbooks, and its key names no file", p.ID)
	case csv && k.Sheet.Name != "":
		c.fault(k.Sheet.At, "leave sheet out", "a .csv file has no sheets")
	case !csv && k.Sheet.Name == "" && k.File.Name == p.Books()[0].File.Name:
		c.fault(k.At, "name the sheet with the key: sheet: Key", "the key stands in the workbook of the data, and names no sheet")
	case !csv && (c.given(&k.Encoding) || c.given(&k.Delimiter)):
		c.fault(k.At, "leave them out", "encoding and delimiter are for .csv files alone")
	}
	n := &k.Columns
	switch {
	case n.Item.Name == "":
		return // a fault already
	case n.Set.Name == "" && n.Condition.Name == "" && n.Reverse.Name == "" && n.Labels.Name == "" && n.Value.Name == "" && n.Label.Name == "":
		c.fault(n.At, "name set, condition, reverse, labels, or value and label", "the key names the column of its items and nothing that it says of them")
	case (n.Value.Name == "") != (n.Label.Name == ""):
		c.fault(n.At, "write both: value: code, label: meaning", "the key has one of value and label")
	case n.Labels.Name != "" && n.Label.Name != "":
		c.fault(n.Labels.At, "name labels for a cell with all of them, or value and label for a row each", "the key has both labels and label")
	}
	if len(k.Reversed) > 0 && n.Reverse.Name == "" {
		c.fault(k.Reversed[0].At, "name the column under reverse, or leave reversed out", "the key has values that mean reversed, and no column reverse")
	}
}
