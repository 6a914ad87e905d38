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
//
// gonum lies underneath where it is accurate. Where it is not (tails of t on
// many degrees of freedom, the noncentral t past a noncentrality of 37.6), the
// comment at the function says what stands in its place.
package stat
