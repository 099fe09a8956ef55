/// The error of a request that does not fit an operation: which operation, and what does not fit.
package struct OperationError: Error, CustomStringConvertible {
  package let operation: String
  package let reason: String

  package init(operation: String, reason: String) { (self.operation, self.reason) = (operation, reason) }

  package var description: String { "\(operation): \(reason)" }
}
