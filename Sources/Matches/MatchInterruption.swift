/// The error of a match that was asked to end while a player was thinking.
package struct MatchInterruption: Error {
  package init() {}
}
