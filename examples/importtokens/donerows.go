package main

// doneRows is a set of rows that is kept as what is missing from it. Rows are
// done nearly in the file's order, so that it is small for a file of any size.
type doneRows struct {
	highest int64
	missing map[int64]struct{} // below highest
}

// add reports whether the row is new.
func (d *doneRows) add(number int64) bool {
	if d.has(number) {
		return false
	}
	if d.missing == nil {
		d.missing = map[int64]struct{}{}
	}
	delete(d.missing, number)
	for ; d.highest < number; d.highest++ {
		if d.highest+1 < number {
			d.missing[d.highest+1] = struct{}{}
		}
	}
	return true
}

func (d *doneRows) has(number int64) bool {
	_, missing := d.missing[number]
	return number <= d.highest && !missing
}
