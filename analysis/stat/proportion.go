package stat

import (
	"fmt"
	"math"
)

// WilsonInterval gives the share of k in n and its Wilson score interval
// without continuity correction (Wilson, 1927), as prop.test(k, n, correct =
// FALSE)$conf.int. All are NaN for n = 0. It fails on k outside 0 to n and on a
// level outside (0, 1); 0 means .95.
//
// R: prop.test(k, n, conf.level = level, correct = FALSE)$conf.int.
func WilsonInterval(k, n int, level float64) (share, low, high float64, err error) {
	level, err = levelOf(level)
	if err != nil {
		return 0, 0, 0, err
	}
	if k < 0 || n < 0 || k > n {
		return 0, 0, 0, fmt.Errorf("%d of %d is no share", k, n)
	}
	if n == 0 {
		return math.NaN(), math.NaN(), math.NaN(), nil
	}
	size := float64(n)
	share = float64(k) / size
	z := -normalCritical((1 - level) / 2)
	centre := share + z*z/(2*size)
	margin := z * math.Sqrt(share*(1-share)/size+z*z/(4*size*size))
	low, high = (centre-margin)/(1+z*z/size), (centre+margin)/(1+z*z/size)
	if k == 0 {
		low = 0
	}
	if k == n {
		high = 1
	}
	return share, low, high, nil
}
