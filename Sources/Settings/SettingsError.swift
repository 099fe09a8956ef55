/// The error of a setting that cannot be used: which one, where, and what to do.
public struct SettingsError: Error, CustomStringConvertible {
  /// One sentence for the user.
  public let description: String

  package init(_ description: String) { self.description = description }
}
