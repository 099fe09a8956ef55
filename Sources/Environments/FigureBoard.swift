/// A game whose pieces have figures of their own in Unicode.
package protocol FigureBoard {
  /// What a person is shown, as `Environment.text`, with figures in place of letters where that is asked for.
  func text(figures: Bool) -> String
}
