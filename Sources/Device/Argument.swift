/// An argument of a kernel.
package enum Argument {
  case buffer(Buffer)
  case int(Int)
  case float(Float)
  case uint(UInt32)
}
