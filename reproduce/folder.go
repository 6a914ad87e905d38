package reproduce

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kith/report"
	"kith/study"
)

// markerName is the file by which kith knows a report folder as its own. It
// lists the files kith wrote there and their hashes, so that stale ones can be
// removed and edited ones kept.
const markerName = ".kith-report.json"

const markerFormat = "kith-report/1"

type marker struct {
	Format string       `json:"format"`
	Files  []markedFile `json:"files"`
}

type markedFile struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// Written says what [WriteFolder] did besides writing the files.
type Written struct {
	Kept []string // files a person had edited, kept under a new name
}

// WriteFolder makes dir hold exactly files, beside whatever else a person put
// there. Everything is written to a staging folder next to dir first and
// swapped in at the end: a full disk, a Ctrl-C or a crash leaves the old report
// as it was. A folder with other content and without kith's marker is refused.
// Files of an earlier report that a person edited are kept as name.edited.
func WriteFolder(ctx context.Context, dir string, files []report.File) (w Written, err error) {
	return writeFolder(ctx, dir, files, shared)
}

// WriteData makes dir hold exactly files, as [WriteFolder] does; with owner,
// nobody but its owner may read them where the system knows permissions. The
// folder of a report is refused, because its files would go.
func WriteData(ctx context.Context, dir string, files []report.File, owner bool) (w Written, err error) {
	if m, err := readMarker(dir); err == nil && slices.ContainsFunc(m.Files, func(f markedFile) bool { return f.Path == "results.json" }) {
		return w, &study.Fault{What: "the folder holds a report, which these files would replace", Where: dir, Hint: "name another folder"}
	}
	if owner {
		return writeFolder(ctx, dir, files, private)
	}
	return writeFolder(ctx, dir, files, shared)
}

// access is who may read what is written.
type access struct{ folder, subfolder, file os.FileMode }

var (
	shared  = access{0o755, 0o777, 0o644}
	private = access{0o700, 0o700, 0o600} // its owner alone
)

func writeFolder(ctx context.Context, dir string, files []report.File, who access) (w Written, err error) {
	dir = filepath.Clean(dir)
	old, err := recoverFolder(dir)
	if err != nil {
		return w, err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return w, folderFault(parent, err)
	}
	staging, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+".staging-")
	if err != nil {
		return w, folderFault(parent, err)
	}
	defer os.RemoveAll(staging)
	if err := stage(ctx, staging, files, who); err != nil {
		return w, err
	}
	// From here to the end nothing waits on anything but the file system, and
	// every step can be taken up again by recoverFolder.
	if old == nil {
		_ = os.Remove(dir) // an empty folder may stand there
		if err := os.Rename(staging, dir); err != nil {
			return w, folderFault(dir, err)
		}
		return w, nil
	}
	aside := asideName(dir)
	if err := os.Rename(dir, aside); err != nil {
		return w, folderFault(dir, fmt.Errorf("%w (is one of its files open in another program?)", err))
	}
	if err := os.Rename(staging, dir); err != nil {
		_ = os.Rename(aside, dir)
		return w, folderFault(dir, err)
	}
	w.Kept, err = carryOver(aside, dir, old)
	return w, err
}

// CheckOutside refuses a report folder at or below a folder that kith only
// reads, also where a link leads there.
func CheckOutside(dir, received string) error {
	real, err := filepath.EvalSymlinks(received)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // what is not there cannot be written into
	}
	if err != nil {
		return err
	}
	target, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if real, err = filepath.Abs(real); err != nil {
		return err
	}
	// The nearest folder that exists says where dir will really be.
	for at, rest := target, ""; ; {
		if resolved, err := filepath.EvalSymlinks(at); err == nil {
			target = filepath.Join(resolved, rest)
			break
		}
		if at == filepath.Dir(at) {
			break
		}
		rest = filepath.Join(filepath.Base(at), rest)
		at = filepath.Dir(at)
	}
	if rel, err := filepath.Rel(real, target); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return &study.Fault{What: "the report folder lies inside the deposit, where kith never writes", Where: dir,
			Hint: "name another folder with -o"}
	}
	return nil
}

// asideName is where an old report stands while the new one is swapped in.
func asideName(dir string) string {
	return filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+".kith-old")
}

// recoverFolder takes up a swap that a crash interrupted, and reads the marker
// of dir. A nil marker means that dir is absent or empty.
func recoverFolder(dir string) (*marker, error) {
	aside := asideName(dir)
	if _, err := os.Lstat(aside); err == nil {
		if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
			if err := os.Rename(aside, dir); err != nil {
				return nil, folderFault(dir, err)
			}
		} else if m, err := readMarker(aside); err == nil {
			if _, err := carryOver(aside, dir, m); err != nil {
				return nil, err
			}
		}
	}
	fi, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, folderFault(dir, err)
	case !fi.IsDir():
		return nil, &study.Fault{What: "the report folder is a file", Where: dir, Hint: "name another folder with -o"}
	}
	m, err := readMarker(dir)
	if err == nil {
		return m, nil
	}
	entries, readErr := os.ReadDir(dir)
	if readErr != nil {
		return nil, folderFault(dir, readErr)
	}
	if len(entries) == 0 {
		return nil, nil
	}
	return nil, &study.Fault{
		What: "the folder holds other files and was not made by kith", Where: dir,
		Hint: "name another folder with -o, or empty this one",
	}
}

func readMarker(dir string) (*marker, error) {
	data, err := os.ReadFile(filepath.Join(dir, markerName))
	if err != nil {
		return nil, err
	}
	var m marker
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, err
	}
	if m.Format != markerFormat {
		return nil, fmt.Errorf("unknown format %q", m.Format)
	}
	return &m, nil
}

// stage writes files and their marker into an empty folder.
func stage(ctx context.Context, staging string, files []report.File, who access) error {
	m := marker{Format: markerFormat}
	for _, f := range files {
		m.Files = append(m.Files, markedFile{Path: f.Path, SHA256: hash(f.Data)})
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	for _, f := range append(slices.Clone(files), report.File{Path: markerName, Data: append(data, '\n')}) {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := filepath.Join(staging, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), who.subfolder); err != nil {
			return folderFault(filepath.Dir(staging), err)
		}
		// Not synced: a report can be made again, and syncing fifty files takes
		// longer than making them. A full disk shows at write or close.
		if err := os.WriteFile(name, f.Data, who.file); err != nil {
			return folderFault(filepath.Dir(staging), err)
		}
	}
	if err := os.Chmod(staging, who.folder); err != nil {
		return folderFault(staging, err)
	}
	return ctx.Err()
}

// carryOver moves what is not kith's from an old report into the new one, then
// what a person edited under a name of its own, and removes the rest.
func carryOver(aside, dir string, old *marker) (kept []string, err error) {
	ours := map[string]string{}
	for _, f := range old.Files {
		ours[f.Path] = f.SHA256
	}
	var foreign, edited []string
	err = filepath.WalkDir(aside, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(aside, path)
		if err != nil {
			return err
		}
		sum, mine := ours[filepath.ToSlash(rel)]
		switch data, readErr := os.ReadFile(path); {
		case rel == markerName:
		case !mine:
			foreign = append(foreign, rel)
		case readErr != nil || hash(data) != sum:
			edited = append(edited, rel)
		}
		return nil
	})
	if err != nil {
		return nil, folderFault(aside, err)
	}
	move := func(rel, name string) (string, error) {
		to := freeName(filepath.Join(dir, name))
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			return "", folderFault(to, err)
		}
		if err := os.Rename(filepath.Join(aside, rel), to); err != nil {
			return "", folderFault(to, err)
		}
		return filepath.Rel(dir, to)
	}
	for _, rel := range foreign {
		if _, err := move(rel, rel); err != nil {
			return kept, err
		}
	}
	for _, rel := range edited {
		name, err := move(rel, rel+".edited")
		if err != nil {
			return kept, err
		}
		kept = append(kept, name)
	}
	if err := os.RemoveAll(aside); err != nil {
		return kept, folderFault(aside, err)
	}
	return kept, nil
}

// freeName gives name, or name with the first number that makes it free.
func freeName(name string) string {
	free := name
	for i := 2; ; i++ {
		if _, err := os.Lstat(free); errors.Is(err, fs.ErrNotExist) {
			return free
		}
		free = fmt.Sprintf("%s.%d", name, i)
	}
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// folderFault says that a folder could not be written.
func folderFault(dir string, err error) error {
	return &study.Fault{
		What: fmt.Sprintf("the folder cannot be written: %v", bare(err)), Where: dir,
		Hint: "make room or name another folder with -o; what was there is as it was",
	}
}
