package study

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// FileName is the name of the manifest in a study's folder.
const FileName = "study.yaml"

// Limits on a manifest. The largest real ones are some thousand lines.
const (
	maxManifestBytes = 4 << 20 // of the file
	maxValues        = 200_000 // values, each counted as often as aliases repeat it
	maxFaults        = 500     // listed; the rest is counted
)

// Load reads the manifest at path, which is a folder with a study.yaml or a
// manifest itself, checks it, and fills in its defaults. What is wrong comes
// back as [Faults], every fault at once, each with file:line:column; the file
// is named as path names it.
func Load(path string) (*Manifest, error) {
	name, fault := find(path)
	if fault != nil {
		return nil, Faults{fault}
	}
	data, fault := readManifest(name)
	if fault != nil {
		return nil, Faults{fault}
	}
	return Parse(name, data)
}

// find gives the path of the manifest that path means.
func find(path string) (string, *Fault) {
	path = filepath.Clean(path)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", &Fault{What: "there is no such file or folder", Where: path,
			Hint: fmt.Sprintf("correct the path; for a new study, kith init %s writes a manifest to start from", folderOf(path))}
	case err != nil:
		return "", unreadable(path, err)
	case !info.IsDir():
		return path, nil
	}
	name := filepath.Join(path, FileName)
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		return name, nil
	}
	missing := &Fault{What: "there is no " + FileName + " in this folder", Where: path,
		Hint: fmt.Sprintf("kith init %s writes one to start from", path)}
	if _, err := os.Stat(filepath.Join(path, "study.yml")); err == nil {
		missing.Hint = "rename study.yml to " + FileName
	}
	return "", missing
}

// folderOf gives the folder that a path to a manifest or a folder means.
func folderOf(path string) string {
	if ext := filepath.Ext(path); ext == ".yaml" || ext == ".yml" {
		return filepath.Dir(path)
	}
	return path
}

func readManifest(name string) ([]byte, *Fault) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	if !info.Mode().IsRegular() {
		return nil, &Fault{What: "the manifest is not a file", Where: name, Hint: "name a folder with a " + FileName + ", or a manifest"}
	}
	if info.Size() > maxManifestBytes {
		return nil, tooLarge(name)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return nil, &Fault{What: "this is a Word document, a workbook or another zip file, and no manifest", Where: name,
			Hint: "name a folder with a " + FileName + ", or a manifest"}
	}
	return data, nil
}

// unreadable says why a file could not be read, without the path inside err.
func unreadable(name string, err error) *Fault {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return &Fault{What: fmt.Sprintf("the manifest cannot be read: %v", err), Where: name, Hint: "check the path and who may read it"}
}

// Parse reads a manifest from data; name is the file name for its faults. See
// [Load].
func Parse(name string, data []byte) (*Manifest, error) {
	root, fault := parseYAML(name, data)
	if fault != nil {
		return nil, Faults{fault}
	}
	d := newDecoder(name)
	if fault := d.formatOf(root); fault != nil {
		return nil, Faults{fault}
	}
	m := &Manifest{}
	d.manifest(root, m)
	m.File, m.Dir = name, filepath.Dir(name)
	setDefaults(m, d.given)
	check(m, d)
	if err := d.faults().Err(); err != nil {
		return nil, err
	}
	return m, nil
}

// DepositDir is the folder with the files as received, as a path of this
// system.
func (m *Manifest) DepositDir() string {
	dir := filepath.FromSlash(m.Deposit)
	if filepath.IsAbs(dir) {
		return filepath.Clean(dir)
	}
	return filepath.Join(m.Dir, dir)
}

// Part gives the study of that id, or nil.
func (m *Manifest) Part(id string) *Part {
	for _, p := range m.Studies {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// Books gives the workbooks of a study: the one, or one an occasion.
func (p *Part) Books() []*Workbook {
	if p.Workbook != nil {
		return []*Workbook{p.Workbook}
	}
	return p.Workbooks
}

// FindRole gives the role of that id, or nil.
func (p *Part) FindRole(id string) *Role {
	for i := range p.Roles {
		if p.Roles[i].ID == id {
			return &p.Roles[i]
		}
	}
	return nil
}

// FindScale gives the answer scale of that name, or nil.
func (p *Part) FindScale(name string) *Scale {
	for i := range p.Scales {
		if p.Scales[i].ID == name {
			return &p.Scales[i]
		}
	}
	return nil
}

// FindSet gives the question set of that id, or nil.
func (p *Part) FindSet(id string) *Set {
	for _, s := range p.QuestionSets {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// findPair gives the pair of that id and its set, or nil twice.
func (p *Part) findPair(id string) (*Set, *Pair) {
	for _, s := range p.QuestionSets {
		for i := range s.Pairs {
			if s.Pairs[i].ID == id {
				return s, &s.Pairs[i]
			}
		}
	}
	return nil, nil
}

// findAnalysis gives the further analysis of that id, or nil.
func (p *Part) findAnalysis(id string) *Analysis {
	for i := range p.Analyses {
		if p.Analyses[i].ID == id {
			return &p.Analyses[i]
		}
	}
	return nil
}
