//go:build unix

package sheet

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"kith/fixtures/large"
)

// benchRows is how many respondents the workbook of the benchmark has.
const benchRows = 200_000

// BenchmarkLarge reads 200,000 rows of 60 columns, in a process of its own so
// that the peak of its memory can be seen; R's readxl reads the same file
// where it is installed. The time of readxl is without the start of R, kith's
// is that of the whole process.
func BenchmarkLarge(b *testing.B) {
	dir := b.TempDir()
	if err := large.Write(dir, benchRows); err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(dir, filepath.FromSlash(large.Workbook))
	report := func(b *testing.B, took time.Duration, state *os.ProcessState) {
		peak := state.SysUsage().(*syscall.Rusage).Maxrss
		if runtime.GOOS != "darwin" {
			peak <<= 10
		}
		b.ReportMetric(benchRows*large.Columns*float64(b.N)/took.Seconds(), "cells/s")
		b.ReportMetric(float64(peak)/(1<<20), "MiB-peak")
		b.ReportMetric((state.UserTime() + state.SystemTime()).Seconds(), "cpu-s")
	}
	b.Run("kith", func(b *testing.B) {
		self, err := os.Executable()
		if err != nil {
			b.Fatal(err)
		}
		var state *os.ProcessState
		for range b.N {
			child := exec.CommandContext(b.Context(), self, "-test.run=^$")
			child.Env = append(os.Environ(), hostileFile+"="+file)
			out, err := child.Output()
			if err != nil || string(out) != "it was read" {
				b.Fatalf("%s: %v", out, err)
			}
			state = child.ProcessState
		}
		report(b, b.Elapsed(), state)
	})
	b.Run("readxl", func(b *testing.B) {
		if err := exec.CommandContext(b.Context(), "Rscript", "-e", "library(readxl)").Run(); err != nil {
			b.Skip("R with readxl is not installed")
		}
		var state *os.ProcessState
		var took time.Duration
		b.ResetTimer()
		for range b.N {
			child := exec.CommandContext(b.Context(), "Rscript", "-e",
				`library(readxl); t <- system.time(d <- read_xlsx(commandArgs(TRUE)[1], progress = FALSE)); stopifnot(ncol(d) == 60); cat(t[["elapsed"]])`, file)
			out, err := child.Output()
			if err != nil {
				b.Fatalf("%s: %v", out, err)
			}
			seconds, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
			if err != nil {
				b.Fatal(err)
			}
			took += time.Duration(seconds * float64(time.Second))
			state = child.ProcessState
		}
		report(b, took, state)
	})
}
