package journal

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// A disk is what a journal needs of the folder it lives in. The tests stand one
// in its place that loses unsynced bytes, tears writes, fills up and fails.
type disk interface {
	// List gives the journal files by name, and nothing else that lies there.
	List() ([]fs.FileInfo, error)
	// Open opens a file to read and write; create makes it when it is not there.
	Open(name string, create bool) (diskFile, error)
	// Rename puts a file in the place of another.
	Rename(from, to string) error
	Remove(name string) error
	// SyncEntries makes names that were made, renamed or removed durable.
	SyncEntries() error
	// Lock keeps every other writer out, in this process and in others, until
	// unlock is called; it makes the folder when there is none. Open with create,
	// Rename and Remove are called under the lock only.
	Lock() (unlock func(), err error)
}

type diskFile interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Stat() (fs.FileInfo, error)
	Truncate(size int64) error
	Sync() error
}

const (
	suffix   = ".jsonl"
	lockName = ".lock"
)

// A folder is a disk on the machine's own file system.
type folder string

func (f folder) List() ([]fs.FileInfo, error) {
	entries, err := os.ReadDir(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var files []fs.FileInfo
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), suffix) || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		info, err := os.Stat(filepath.Join(string(f), e.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue // gone since the folder was read
		}
		if err != nil {
			return nil, err
		}
		if info.Mode().IsRegular() {
			files = append(files, info)
		}
	}
	return files, nil
}

func (f folder) Open(name string, create bool) (diskFile, error) {
	flag := os.O_RDONLY
	if create {
		flag = os.O_RDWR | os.O_CREATE
	}
	return os.OpenFile(filepath.Join(string(f), name), flag, 0o600)
}

func (f folder) Rename(from, to string) error {
	return os.Rename(filepath.Join(string(f), from), filepath.Join(string(f), to))
}

func (f folder) Remove(name string) error { return os.Remove(filepath.Join(string(f), name)) }

// SyncEntries does nothing on Windows, which keeps names in its own log and lets
// no one sync a folder.
func (f folder) SyncEntries() error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := os.Open(string(f))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// Lock takes the lock of the file .lock in the journal's folder, which is made
// once and stays: a lock on a file that comes and goes locks nothing.
func (f folder) Lock() (func(), error) {
	if _, err := os.Stat(string(f)); errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(string(f), 0o700); err != nil {
			return nil, err
		}
		if err := folder(filepath.Dir(string(f))).SyncEntries(); err != nil {
			return nil, err
		}
	}
	return lockedfile.MutexAt(filepath.Join(string(f), lockName)).Lock()
}
