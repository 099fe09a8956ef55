/// The reason why a graph cannot be computed by one row program.
package struct RowFault: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
