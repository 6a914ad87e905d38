package cmd

import (
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"kith/analysis/stat"
	"kith/report"
	"kith/study"
)

// plan is what kith power prints: the two figures that were given and the one
// that follows.
type plan struct {
	Computed    string     `json:"computed"` // n, power or d_z
	N           int        `json:"n"`
	DZ          report.Num `json:"d_z"`
	Power       report.Num `json:"power"` // what n and d_z give
	Wanted      report.Num `json:"power_wanted"`
	Alpha       report.Num `json:"alpha"`
	Alternative string     `json:"alternative"`
}

func newPower(t *terminal) *cobra.Command {
	var dz, wanted, alpha float64
	var n int
	var oneSided, asJSON bool
	c := &cobra.Command{
		Use:   "power [--dz D] [--n N] [--power P]",
		Short: "Plan a paired t test: sample size, power, or detectable effect",
		Long: `Plan a paired-samples t test, by the noncentral t distribution. Of the number of
pairs, the effect d_z (mean difference over the SD of the differences) and the
power, give two; kith computes the third:

  --dz 0.5 --power .8   the smallest number of pairs with that power
  --n 70 --dz 0.5       the power of a planned number of pairs
  --n 70 --power .8     the smallest effect found with that power (sensitivity)

--power is .8 unless given. Take d_z from what would matter, or from earlier
studies; not from the data at hand. Power computed from an observed effect is a
function of its p and adds nothing to it (Hoenig & Heisey, 2001), so kith reads
no data here. What a finished study could tell apart, its confidence interval
says.
` + exitHelp,
		Example: `  kith power --dz 0.5
  kith power --dz 0.3 --power .9 --alpha .01
  kith power --n 70 --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			given := c.Flags().Changed
			opt := stat.PowerOptions{Alpha: alpha}
			if oneSided {
				opt.Alternative = stat.Greater
				if dz < 0 {
					opt.Alternative = stat.Less
				}
			}
			if err := checkPlan(given("n"), given("dz"), given("power"), n, dz, wanted, alpha); err != nil {
				return err
			}
			p := plan{N: n, DZ: report.Num(dz), Wanted: report.Num(wanted), Alpha: report.Num(alpha), Alternative: opt.Alternative.String()}
			if err := p.compute(given("n"), given("dz"), dz, wanted, opt); err != nil {
				return &study.Fault{What: err.Error(), Hint: "give a larger effect, a lower power, or more pairs"}
			}
			if asJSON {
				return printJSON(t, p)
			}
			p.print(t)
			return nil
		},
	}
	c.Flags().Float64Var(&dz, "dz", 0, "effect d_z, mean difference over the SD of the differences")
	c.Flags().IntVar(&n, "n", 0, "number of pairs")
	c.Flags().Float64Var(&wanted, "power", 0.8, "power wanted")
	c.Flags().Float64Var(&alpha, "alpha", 0.05, "significance level")
	c.Flags().BoolVar(&oneSided, "one-sided", false, "a direction is declared in advance: that of --dz")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// checkPlan looks at the flags before anything is computed.
func checkPlan(hasN, hasDZ, hasPower bool, n int, dz, wanted, alpha float64) error {
	const two = "give two of --n, --dz and --power"
	switch {
	case hasN && hasDZ && hasPower:
		return &study.Fault{What: "--n, --dz and --power leave nothing to compute", Hint: two}
	case !hasN && !hasDZ:
		return &study.Fault{What: "neither --n nor --dz is given", Hint: two + ", as in kith power --dz 0.5"}
	case hasN && (n < 2 || n > stat.MaxPlannedPairs):
		return &study.Fault{What: fmt.Sprintf("--n %d is no number of pairs to plan with", n), Hint: fmt.Sprintf("give a number from 2 to %d", stat.MaxPlannedPairs)}
	case hasDZ && (dz == 0 || math.IsNaN(dz) || math.Abs(dz) > maxPlannedEffect):
		return &study.Fault{What: fmt.Sprintf("--dz %v is no effect to plan for", dz), Hint: "give an effect such as 0.5"}
	case !(wanted > alpha && wanted < 1):
		return &study.Fault{What: fmt.Sprintf("--power %v does not lie between --alpha and 1", wanted), Hint: "give a power such as .8"}
	case !(alpha > 0 && alpha < 1):
		return &study.Fault{What: fmt.Sprintf("--alpha %v is not between 0 and 1", alpha), Hint: "give a level such as .05"}
	}
	return nil
}

// maxPlannedEffect is the largest d_z to plan for; beyond it two pairs do.
const maxPlannedEffect = 1000

// compute fills in what was not given.
func (p *plan) compute(hasN, hasDZ bool, dz, wanted float64, opt stat.PowerOptions) (err error) {
	switch {
	case hasN && hasDZ:
		p.Computed, p.Wanted = "power", report.NaN()
	case hasN:
		p.Computed = "d_z"
		dz, err = stat.DetectableEffect(p.N, wanted, opt)
		p.DZ = report.Num(dz)
	default:
		p.Computed = "n"
		p.N, err = stat.SampleSize(dz, wanted, opt)
	}
	if err != nil {
		return err
	}
	power, err := stat.Power(p.N, dz, opt)
	p.Power = report.Num(power)
	return err
}

func (p plan) print(t *terminal) {
	sides := "two-sided"
	if p.Alternative != stat.TwoSided.String() {
		sides = "one-sided"
	}
	test := fmt.Sprintf("paired t test, %s, alpha = %s", sides, report.Bounded(p.Alpha, decimalsOf(float64(p.Alpha))))
	switch p.Computed {
	case "n":
		t.printf("  n = %d pairs have a power of %s for d_z = %s  (%s)\n", p.N, report.Bounded(p.Power, 3), report.Dec(p.DZ, decimalsOf(float64(p.DZ))), test)
		t.printf("  that is complete pairs: allow for people who leave out one side\n")
	case "power":
		t.printf("  power = %s for d_z = %s with n = %d pairs  (%s)\n", report.Bounded(p.Power, 3), report.Dec(p.DZ, decimalsOf(float64(p.DZ))), p.N, test)
	default:
		t.printf("  d_z = %s is the smallest effect that n = %d pairs find with a power of %s  (%s)\n", report.Dec(p.DZ, 3), p.N, report.Bounded(p.Wanted, decimalsOf(float64(p.Wanted))), test)
	}
}

// decimalsOf is the number of decimals a number has, two at least and six at
// most.
func decimalsOf(x float64) int {
	for d := 2; d < 6; d++ {
		scaled := x * math.Pow(10, float64(d))
		if math.Abs(scaled-math.Round(scaled)) < 1e-9*math.Max(1, math.Abs(scaled)) {
			return d
		}
	}
	return 6
}
