package cmd

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"kith/report"
)

// An effectKind is an effect size by its flag, its name in print, and how its
// interval comes about.
type effectKind struct {
	flag, name, method string
}

const (
	exactInterval  = "noncentral t"
	scaledInterval = "limits of d_z times J"
	keselman       = "Algina & Keselman (2003)"
	keselmanJ      = "Algina & Keselman (2003), times J"
)

// effectKinds are the effect sizes of --effect.
var effectKinds = []effectKind{
	{"dz", "d_z", exactInterval}, {"gz", "g_z", scaledInterval},
	{"dav", "d_av", keselman}, {"gav", "g_av", keselmanJ},
	{"drm", "d_rm", keselman}, {"grm", "g_rm", keselmanJ},
}

// effectSizes are all effect sizes of a pair, each with its interval and how
// that comes about.
type effectSizes struct {
	DZ     report.Num `json:"d_z"`
	DZLow  report.Num `json:"d_z_ci_low"`
	DZHigh report.Num `json:"d_z_ci_high"`
	DZHow  string     `json:"d_z_ci_method"`

	GZ     report.Num `json:"g_z"`
	GZLow  report.Num `json:"g_z_ci_low"`
	GZHigh report.Num `json:"g_z_ci_high"`
	GZHow  string     `json:"g_z_ci_method"`

	DAv     report.Num `json:"d_av"`
	DAvLow  report.Num `json:"d_av_ci_low"`
	DAvHigh report.Num `json:"d_av_ci_high"`
	DAvHow  string     `json:"d_av_ci_method"`

	GAv     report.Num `json:"g_av"`
	GAvLow  report.Num `json:"g_av_ci_low"`
	GAvHigh report.Num `json:"g_av_ci_high"`
	GAvHow  string     `json:"g_av_ci_method"`

	DRm     report.Num `json:"d_rm"`
	DRmLow  report.Num `json:"d_rm_ci_low"`
	DRmHigh report.Num `json:"d_rm_ci_high"`
	DRmHow  string     `json:"d_rm_ci_method"`

	GRm     report.Num `json:"g_rm"`
	GRmLow  report.Num `json:"g_rm_ci_low"`
	GRmHigh report.Num `json:"g_rm_ci_high"`
	GRmHow  string     `json:"g_rm_ci_method"`
}

func effectsOf(p report.Paired) effectSizes {
	return effectSizes{
		p.DZ, p.DZLow, p.DZHigh, exactInterval, p.GZ, p.GZLow, p.GZHigh, scaledInterval,
		p.DAv, p.DAvLow, p.DAvHigh, keselman, p.GAv, p.GAvLow, p.GAvHigh, keselmanJ,
		p.DRm, p.DRmLow, p.DRmHigh, keselman, p.GRm, p.GRmLow, p.GRmHigh, keselmanJ,
	}
}

// of gives the effect that a flag names, with its interval.
func (e effectSizes) of(flag string) (d, low, high report.Num) {
	switch flag {
	case "gz":
		return e.GZ, e.GZLow, e.GZHigh
	case "dav":
		return e.DAv, e.DAvLow, e.DAvHigh
	case "gav":
		return e.GAv, e.GAvLow, e.GAvHigh
	case "drm":
		return e.DRm, e.DRmLow, e.DRmHigh
	case "grm":
		return e.GRm, e.GRmLow, e.GRmHigh
	}
	return e.DZ, e.DZLow, e.DZHigh
}

// effectFlag adds --effect.
func effectFlag(c *cobra.Command, effect *string) {
	var names []string
	for _, k := range effectKinds {
		names = append(names, k.flag)
	}
	c.Flags().StringVar(effect, "effect", "", "the effect size to print, with its interval: dz, gz, dav, gav, drm or grm")
	_ = c.RegisterFlagCompletionFunc("effect", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
}

// findEffect gives what a value of --effect names.
func findEffect(flag string) (effectKind, error) {
	i := slices.IndexFunc(effectKinds, func(k effectKind) bool { return k.flag == flag })
	if i < 0 {
		return effectKind{}, wrong("effect", flag, "give dz, gz, dav, gav, drm or grm")
	}
	return effectKinds[i], nil
}

// effectHeads gives the heads of the effect sizes in print: the one asked for, or
// d_z with its interval and two more.
func effectHeads(effect, ci string) []string {
	if effect == "" {
		return []string{"d_z " + ci, "g_z", "d_av"}
	}
	k, _ := findEffect(effect)
	return []string{fmt.Sprintf("%s %s", k.name, ci)}
}

// cells gives the effect sizes under those heads.
func (e effectSizes) cells(effect string) []string {
	if effect == "" {
		return []string{withCI(e.DZ, e.DZLow, e.DZHigh), report.Dec(e.GZ, 2), report.Dec(e.DAv, 2)}
	}
	return []string{withCI(e.of(effect))}
}
