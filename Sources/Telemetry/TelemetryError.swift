/// The error of a run or its files that cannot be used: what is wrong, and what to do.
public struct TelemetryError: Error, CustomStringConvertible {
  public let description: String

  package init(_ description: String) { self.description = description }
}
