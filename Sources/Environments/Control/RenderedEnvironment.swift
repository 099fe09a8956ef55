/// An environment that can be seen.
public protocol RenderedEnvironment<Action>: Environment {
  /// A picture of the state: uint8 [height, width, channels], of 1 channel (grey) or 3 (red, green, blue).
  func render(width: Int, height: Int, channels: Int) -> [UInt8]
}
