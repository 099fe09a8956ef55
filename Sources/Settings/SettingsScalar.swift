import Foundation

/// A value that is written as a single word.
protocol SettingsScalar {
  /// The description of valid values in messages.
  static var expectation: String { get }
  var yaml: String { get }
  /// Reads a text; nil if it is not such a value. Plain text has no quotation marks.
  init?(settingsText text: String, isPlain: Bool)
}

extension SettingsScalar {
  /// Whether the text of this value is written without quotation marks.
  var isPlain: Bool { !(self is String) }
}

extension Bool: SettingsScalar {
  static var expectation: String { "true or false" }
  var yaml: String { description }
  init?(settingsText text: String, isPlain: Bool) {
    guard isPlain, let value = Bool(text) else { return nil }
    self = value
  }
}

extension String: SettingsScalar {
  static var expectation: String { "text" }
  var yaml: String {
    let isSafe = wholeMatch(of: /[A-Za-z][A-Za-z0-9_\/.+-]*( [A-Za-z0-9_\/.+-]+)*/) != nil
    let isWord = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(lowercased())
    return isSafe && !isWord ? self : Self.quotedForYAML(self)
  }
  init?(settingsText text: String, isPlain: Bool) { self = text }

  /// The text in YAML's double quotation marks.
  private static func quotedForYAML(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case _ where scalar.properties.generalCategory == .control || scalar.value > 0xffff:
        quoted += "\\U" + String(format: "%08x", scalar.value)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension SettingsScalar where Self: FixedWidthInteger {
  static var expectation: String {
    switch (Self.bitWidth, Self.min) {
    case (64, 0): "a whole number that is not negative"
    case (64, _): "a whole number"
    default: "a whole number between \(Self.min) and \(Self.max)"
    }
  }
  var yaml: String { String(self) }
  init?(settingsText text: String, isPlain: Bool) {
    guard isPlain, text.wholeMatch(of: /[-+]?[0-9][0-9_]*/) != nil,
      let value = Self(text.replacing("_", with: ""))
    else { return nil }
    self = value
  }
}

extension Int: SettingsScalar {}
extension Int8: SettingsScalar {}
extension Int16: SettingsScalar {}
extension Int32: SettingsScalar {}
extension Int64: SettingsScalar {}
extension UInt: SettingsScalar {}
extension UInt8: SettingsScalar {}
extension UInt16: SettingsScalar {}
extension UInt32: SettingsScalar {}
extension UInt64: SettingsScalar {}

extension SettingsScalar where Self: BinaryFloatingPoint & LosslessStringConvertible {
  static var expectation: String { "a number" }
  var yaml: String { isInfinite ? (self < 0 ? "-.inf" : ".inf") : description }
  init?(settingsText text: String, isPlain: Bool) {
    guard isPlain else { return nil }
    switch text {
    case ".inf", "+.inf": self = .infinity
    case "-.inf": self = -.infinity
    default:
      guard text.wholeMatch(of: /[-+]?([0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?/) != nil,
        let value = Self(text.replacing("_", with: "")), value.isFinite
      else { return nil }
      self = value
    }
  }
}

extension Float: SettingsScalar {}
extension Double: SettingsScalar {}
