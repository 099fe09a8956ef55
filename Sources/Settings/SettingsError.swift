/// The error of a setting that cannot be used: which one, where, and what to do.
package struct SettingsError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
