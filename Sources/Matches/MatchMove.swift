/// What a player does.
package struct MatchMove {
  package enum Choice: Equatable {
    case action(Int)
    case resigns
  }

  package let choice: Choice
  /// What the position is worth to the player, from −1, lost, to 1, won; nil where it does not say.
  package let value: Double?

  package init(_ choice: Choice, value: Double? = nil) { (self.choice, self.value) = (choice, value) }
}
