/// The error of a model that is too large for the device's memory.
package struct ModelTooLarge: Error, CustomStringConvertible {
  /// The available amount as a share of what is needed; 1 if that is not known.
  package let share: Double
  package let description: String
}
