/// An environment whose state can be drawn as a picture.
public protocol RenderedEnvironment<Action>: Environment {
  /// A picture of the state: uint8 [height, width, channels], with 1 channel (gray) or 3 (red, green, blue).
  func render(width: Int, height: Int, channels: Int) -> [UInt8]
}
