/// A kernel's argument.
package enum Argument {
  case buffer(Buffer)
  case int(Int)
  case float(Float)
  case uint(UInt32)
}
