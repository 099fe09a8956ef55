/// What a person or a program may write where a number is wanted, as YAML.
package enum ExtremeNumbers {
  /// Those that no setting but a seed can have.
  package static let useless = [
    "9223372036854775807", "-9223372036854775808", "1e300", "-.inf",
  ]
  /// Those that some can.
  package static let others = ["0", "-1", "1", "1e-300", "0.5", ".nan", "[]", "2147483648"]
}
