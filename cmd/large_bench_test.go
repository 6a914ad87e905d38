//go:build unix

package cmd

import (
	"os/exec"
	"runtime"
	"syscall"
	"testing"

	"kith/fixtures/large"
)

// BenchmarkLarge analyses 200,000 respondents with 60 columns as a process of
// its own: the tests of a question set with all that goes with them, and the
// description of every column. The reading alone, beside R's readxl, is
// measured in ingest/sheet.
func BenchmarkLarge(b *testing.B) {
	dir := b.TempDir()
	if err := large.Write(dir, 200_000); err != nil {
		b.Fatal(err)
	}
	peak := int64(0)
	for b.Loop() {
		child := exec.CommandContext(b.Context(), "kith", "describe", dir)
		if out, err := child.CombinedOutput(); err != nil {
			b.Fatalf("%s: %v", out, err)
		}
		used := child.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
		if runtime.GOOS != "darwin" {
			used <<= 10
		}
		peak = max(peak, used)
	}
	b.ReportMetric(float64(peak)/(1<<20), "MiB-peak")
}
