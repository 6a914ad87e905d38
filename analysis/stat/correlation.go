package stat

// Correlation gives Pearson's r of the complete pairs of two columns, as
// cor(x, y, use = "complete.obs"). It is NaN for fewer than two pairs and where
// a column does not vary. It fails as [Differences] does.
func Correlation(x, y []float64) (float64, error) {
	px, py, err := completePairs(x, y)
	if err != nil {
		return 0, err
	}
	r, _ := correlation(momentsOf(scaled(px, scaleExponent(px))), momentsOf(scaled(py, scaleExponent(py))))
	return r, nil
}
