/// The move of a player.
package struct MatchMove {
  package enum Choice: Equatable {
    case action(Int)
    case resigns
  }

  package let choice: Choice
  /// The player's evaluation of the position, from −1, lost, to 1, won; nil if there is none.
  package let value: Double?

  package init(_ choice: Choice, value: Double? = nil) { (self.choice, self.value) = (choice, value) }
}
