/// A model that the device's memory does not hold.
package struct ModelTooLarge: Error, CustomStringConvertible {
  /// How much there may be of what is short, as a share of what is needed; 1 where that is not known.
  package let share: Double
  package let description: String
}
