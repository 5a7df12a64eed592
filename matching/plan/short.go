package plan

func shortfalls(in *Instance, pairs []Assignment) []Shortfall { return nil }
