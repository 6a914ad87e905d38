package journal

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// A badDisk keeps what was synced apart from what was only written. It fails at
// the operation it is told to, with or without half of its work done, and after a
// crash has of the unsynced writes what chance leaves: nothing, all, a part of
// each, or zeros where a part should be.
type badDisk struct {
	mu      sync.Mutex
	lock    sync.Mutex
	rng     *rand.Rand
	now     map[string]*inode // as programs see it
	durable map[string]*inode // the folder's entries as they are on the medium
	steps   int
	failAt  int  // the step that fails; 0 for none
	dead    bool // every step fails from failAt on
	room    int  // bytes that can still be written; negative for no limit
	clock   int64
}

type inode struct {
	text   []byte // as programs see it
	synced []byte // on the medium
	mod    time.Time
}

var errDisk = errors.New("input/output error")
var errFull = errors.New("no space left on device")

func newBadDisk(seed uint64) *badDisk {
	return &badDisk{rng: rand.New(rand.NewPCG(seed, 1)), now: map[string]*inode{}, durable: map[string]*inode{}, room: -1}
}

// step counts an operation and tells whether it fails.
func (d *badDisk) step() bool {
	d.steps++
	return d.failAt > 0 && (d.steps == d.failAt || d.dead && d.steps > d.failAt)
}

func (d *badDisk) tick() time.Time { d.clock++; return time.Unix(0, d.clock) }

// crash is the power cut: what is left is what the medium has.
func (d *badDisk) crash() {
	for _, n := range d.now {
		n.settle(d.rng)
	}
	for _, n := range d.durable {
		n.settle(d.rng)
	}
	// Entries made since the last sync of the folder may or may not be there.
	after := maps.Clone(d.durable)
	for _, name := range slices.Sorted(maps.Keys(d.now)) {
		if after[name] != d.now[name] && d.rng.IntN(2) == 0 {
			after[name] = d.now[name]
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.durable)) {
		if d.now[name] == nil && d.rng.IntN(2) == 0 {
			delete(after, name)
		}
	}
	d.now, d.durable = after, maps.Clone(after)
	d.failAt, d.dead, d.room = 0, false, -1
}

func (n *inode) settle(rng *rand.Rand) {
	if slices.Equal(n.text, n.synced) {
		return
	}
	was, is := n.synced, n.text
	same := 0
	for same < len(was) && same < len(is) && was[same] == is[same] {
		same++
	}
	switch rng.IntN(4) {
	case 0: // nothing of it
		n.text = slices.Clone(was)
	case 1: // all of it
	case 2: // a part
		n.text = slices.Clone(is[:same+rng.IntN(len(is)-same+1)])
	default: // its length, with a hole
		n.text = slices.Clone(is)
		for i := same + rng.IntN(len(is)-same+1); i < len(is) && rng.IntN(40) > 0; i++ {
			n.text[i] = 0
		}
	}
	n.synced = slices.Clone(n.text)
}

type info struct {
	name string
	*inode
	size int64
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return 0o600 }
func (i info) ModTime() time.Time { return i.mod }
func (i info) IsDir() bool        { return false }
func (i info) Sys() any           { return nil }

func (d *badDisk) List() ([]fs.FileInfo, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.step() {
		return nil, errDisk
	}
	var out []fs.FileInfo
	for _, name := range slices.Sorted(maps.Keys(d.now)) {
		if strings.HasSuffix(name, suffix) && !strings.HasPrefix(name, ".") {
			out = append(out, info{name, d.now[name], int64(len(d.now[name].text))})
		}
	}
	return out, nil
}

func (d *badDisk) Open(name string, create bool) (diskFile, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.step() {
		return nil, errDisk
	}
	n := d.now[name]
	if n == nil {
		if !create {
			return nil, fs.ErrNotExist
		}
		n = &inode{mod: d.tick()}
		d.now[name] = n
	}
	return &badFile{d: d, name: name, n: n}, nil
}

func (d *badDisk) Rename(from, to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.step() {
		return errDisk
	}
	n := d.now[from]
	if n == nil {
		return fs.ErrNotExist
	}
	d.now[to] = n
	delete(d.now, from)
	return nil
}

func (d *badDisk) Remove(name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.step() {
		return errDisk
	}
	if d.now[name] == nil {
		return fs.ErrNotExist
	}
	delete(d.now, name)
	return nil
}

func (d *badDisk) SyncEntries() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.step() {
		return errDisk
	}
	d.durable = maps.Clone(d.now)
	return nil
}

func (d *badDisk) Lock() (func(), error) {
	d.mu.Lock()
	failed := d.step()
	d.mu.Unlock()
	if failed {
		return nil, errDisk
	}
	d.lock.Lock()
	return d.lock.Unlock, nil
}

type badFile struct {
	d    *badDisk
	name string
	n    *inode
}

func (f *badFile) ReadAt(b []byte, at int64) (int, error) {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if f.d.step() {
		return 0, errDisk
	}
	if at >= int64(len(f.n.text)) {
		return 0, io.EOF
	}
	n := copy(b, f.n.text[at:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (f *badFile) WriteAt(b []byte, at int64) (int, error) {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	failed, part := f.d.step(), len(b)
	var err error
	if failed {
		part, err = f.d.rng.IntN(len(b)+1), errDisk
	}
	if f.d.room >= 0 && part > f.d.room {
		part, err = f.d.room, errFull
	}
	if f.d.room >= 0 {
		f.d.room -= part
	}
	text := slices.Clone(f.n.text)
	for int64(len(text)) < at+int64(part) {
		text = append(text, 0)
	}
	copy(text[at:], b[:part])
	f.n.text, f.n.mod = text, f.d.tick()
	return part, err
}

func (f *badFile) Truncate(size int64) error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if f.d.step() {
		return errDisk
	}
	if int64(len(f.n.text)) != size {
		f.n.text, f.n.mod = slices.Clone(f.n.text[:size]), f.d.tick()
	}
	return nil
}

func (f *badFile) Sync() error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if f.d.step() {
		return errDisk
	}
	f.n.synced = slices.Clone(f.n.text)
	return nil
}

func (f *badFile) Stat() (fs.FileInfo, error) {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if f.d.step() {
		return nil, errDisk
	}
	return info{f.name, f.n, int64(len(f.n.text))}, nil
}

func (f *badFile) Close() error { return nil }
