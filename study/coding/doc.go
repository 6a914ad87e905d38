// Package coding keeps the qualitative analysis: codes, codings, memos, themes, and the
// rules by which a journal of events becomes the state that everyone sees.
//
// # The fold
//
// State is what the events of the journal amount to, read in their order. The
// fold is total: no event is an error. An event that asks for what cannot be is
// without effect, and where two people's events contradict each other a rule
// decides; both are listed as conflicts for people to settle. An operation of a
// newer kith is kept and counted, and has no effect here.
//
//	what happened                               what stands                          listed
//	the same code added twice                   the first; the second adds nothing   where they differ
//	one field set by two who had not seen       the later                            both values
//	  each other (what it was is not what it is)
//	a code retired, and used by one who had     the coding, under the retired code   yes
//	  not seen that (or whose coding the retirer had not seen)
//	a code merged, and renamed or edited        both: what is said of the code that  yes
//	                                            is gone stays in its history
//	a code merged, and used afterwards          the coding, under the code merged    no
//	                                            into
//	two merges of one code, or in a circle      the first                            yes
//	a code moved under its own descendant       where it was                         yes
//	a code split, and a coding of it that the   the coding, under the split code     yes
//	  splitter had not seen
//	one span coded twice with one code          by one analyst: the first;           no
//	                                            by two: both
//	a coding changed or removed, of which the   the removal                          where two people
//	  other had not seen
//	a coding confirmed where it is, while a     lost                                 yes
//	  later text lost its words
//	a unit settled by two who had not seen       the later                            where they differ
//	  each other
//	the same theme added twice                  the first; the second adds nothing   where they differ
//	a theme moved under its own sub-theme       where it was                         yes
//	a theme dropped, and changed by another     both                                 no
//	a theme linked twice with the same          the later note, and whether it is    where they differ
//	                                              a counter-example
//	a theme linked with a code that is merged   the code merged into                 no
//	a theme linked with a code that is split    the codes split into                 where two people
//	a coding removed, and linked with a theme   the removal; the link has no effect  yes
//	  by someone else
//	a role judged by two who had not seen each  the later                            where they differ
//	  other
//	a theme or code put on the map twice        the later                            no
//	an event undone by its own analyst          as if it had never been              no
//	an event undone by someone else             the event                            yes
//	an event about what is not there            nothing                              yes
//
// Undone events are left out before the fold begins, so that undo and redo work
// on anything, across sittings and devices, and on one's own events only.
//
// # Where a coding points
//
// A coding holds the document's id, the SHA-256 of the frozen text, and a
// half-open span of code points, never the words. See study/corpus.
package coding
