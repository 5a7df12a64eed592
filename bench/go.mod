// The benches that need what the program must not: other people's engines to
// stand beside ours. A module of its own keeps them out of the program's.
module github.com/manyhands/manyhands/bench

go 1.26.0

require github.com/manyhands/manyhands v0.0.0

replace github.com/manyhands/manyhands => ../
