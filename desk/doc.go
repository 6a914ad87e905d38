// Package desk is the page on which transcripts are read and coded: a server on
// this machine alone, and the pages it serves to one analyst's browser.
//
// It computes nothing itself. What stands in a study comes from study/coding and
// reproduce, and everything an analyst does goes through coding.Book, so that the
// desk and the command line are two hands on one journal: what is acknowledged is
// on disk, and what another process, another window or a colleague's file brings
// is on the page within a blink.
//
// # Who may ask
//
// The server listens on the loopback address only, and answers nobody who names it
// by another host (DNS rebinding). The link that opens it holds a token that can be
// used once; it is exchanged for a cookie that no script can read and no other site
// can send. Requests that change something must also come from a page of the desk
// itself. Pages may load nothing that the desk does not serve, and run no inline
// script. Neither a transcript's words nor a memo's, nor what is searched for,
// ever stand in a URL or a log.
//
// # What a page is
//
// Server-rendered HTML with small ES modules beside it, embedded, with no build
// step. A transcript page has one text node for each piece of speech, whose offset
// in code points stands beside it, so that a place in the page is a place in the
// frozen text. Codings are drawn over the text by the CSS Custom Highlight API and
// named in real buttons in the margin.
package desk
