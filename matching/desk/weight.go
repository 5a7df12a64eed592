package desk

// weight is what a channel takes of an agent's capacity, in conversations; whole
// is a channel that takes all of an agent: nobody writes while on the phone.
type weight struct {
	units int
	whole bool
}

// weights are the channels that are not one conversation each.
var weights = map[string]weight{
	"voice": {whole: true},
	"video": {whole: true},
	"live":  {units: 2}, // the comments of a live sale: many askers in one stream
}

func weightOf(channel string) weight {
	if w, ok := weights[channel]; ok {
		return w
	}
	return weight{units: 1}
}

// of is what such a conversation takes of an agent.
func (w weight) of(capacity int) int {
	if w.whole {
		return capacity
	}
	return w.units
}
