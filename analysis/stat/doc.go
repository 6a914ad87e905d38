// Package stat holds the statistics of paired designs on plain slices:
// descriptives, the paired t test with its effect sizes, adjustments for
// several tests, and the tail probabilities beneath them.
//
// Conventions, for every function here:
//
//   - A missing value is NaN. Values beyond ±[MaxMagnitude], the infinities
//     among them, are refused with an error.
//   - A difference is B − A. A pair with a missing side is left out.
//   - A figure that is not defined is NaN, and Reason says why: "the
//     differences do not vary, so t, p and d_z are not defined". The one
//     infinity that is no fault is the open end of a one-sided interval.
//   - A p value is never 0: where it lies below the smallest number a float64
//     holds, it is that number, and a warning says so.
//   - Nothing switches by itself: no function chooses a test by looking at the
//     data.
//   - A comment gives the formula, where it was published, what fails and what
//     is not defined, and ends with the R call that gives the same figure ("R:
//     …"), base R's where there is one, or with what comes nearest; only
//     base R was run, calls of its packages were read.
//
// What there is, by the question asked:
//
//   - What do the answers look like? [Describe], [Quantile], [MedianInterval],
//     [TopBox] with [WilsonInterval], [CrossTabulate], [NormalQQ].
//   - Did people answer differently the second time? [PairedT] with every d and
//     its interval; [SignedRank], [Signs] and [SignFlip] ask it of ranks, signs
//     and all changes of sign; [BootstrapBCa] gives intervals without a shape.
//   - How strongly do the data speak for or against it? [LogBayesFactor],
//     [LogBayesFactorDirected]; is it too small to matter? [TestEquivalence].
//   - Several tests at once: [Adjust]. Before the study: [SampleSize], [Power],
//     [DetectableEffect].
//   - Do two columns go together? [Pearson], [Spearman].
//   - Can a printed number be right? [CheckP], [CheckDZ], [CheckInterval],
//     [CheckMeanDifference], [TestGRIM].
//
// gonum lies underneath where it is accurate. Where it is not (tails of t on
// many degrees of freedom, the noncentral t past a noncentrality of 37.6), the
// comment at the function says what stands in its place.
package stat
