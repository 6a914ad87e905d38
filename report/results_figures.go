package report

// QQ is what a normal quantile–quantile plot of differences is drawn from. The
// line goes through the first and third quartiles of the differences and of
// the normal distribution.
type QQ struct {
	Points    []QQPoint `json:"points"` // in rising order
	Intercept Num       `json:"intercept"`
	Slope     Num       `json:"slope"`
}

// QQPoint is one difference at its normal quantile; where disclosure is
// restricted, the means of N of them, at least five, that follow each other.
type QQPoint struct {
	Normal Num `json:"normal"`
	Value  Num `json:"value"`
	N      int `json:"n"`
}

// Raincloud is what the figure of both conditions is drawn from, over the
// complete pairs. Where disclosure is restricted Pairs is empty and Ways is
// given, else the other way round.
type Raincloud struct {
	A       Box          `json:"a"`
	B       Box          `json:"b"`
	Classes []ScoreClass `json:"classes"`
	Pairs   []PairCount  `json:"pairs"`
	Ways    []Way        `json:"ways"`
}

// Box is where the middle of one condition lies; quartiles are of type 7.
type Box struct {
	Q1     Num `json:"q1"`
	Median Num `json:"median"`
	Q3     Num `json:"q3"`
	Mean   Num `json:"mean"`
}

// ScoreClass is a class of scores, from Low (in) to High (out), and how many
// people fall in it under each condition. Where disclosure is restricted,
// neighbouring classes are merged until both counts are 0 or at least five.
type ScoreClass struct {
	Low  Num `json:"low"`
	High Num `json:"high"`
	A    int `json:"a"`
	B    int `json:"b"`
}

// PairCount is how many people scored A under the one condition and B under
// the other.
type PairCount struct {
	A Num `json:"a"`
	B Num `json:"b"`
	N int `json:"n"`
}

// Way is how many people, at least five, went from one range of scores to
// another; ranges are unions of classes. Ways of fewer people are left out as
// empty ones are, with those that would give them away.
type Way struct {
	FromLow  Num `json:"from_low"`
	FromHigh Num `json:"from_high"`
	ToLow    Num `json:"to_low"`
	ToHigh   Num `json:"to_high"`
	N        int `json:"n"`
}
