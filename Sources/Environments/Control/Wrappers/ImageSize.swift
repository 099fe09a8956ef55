/// The size of a picture.
public struct ImageSize: Sendable, Equatable {
  /// The height in pixels.
  public let height: Int
  /// The width in pixels.
  public let width: Int
  /// The number of channels: 1 (gray) or 3 (red, green, blue).
  public let channels: Int

  /// The size of a picture in grey or colour.
  public init(height: Int, width: Int, channels: Int = 3) {
    precondition(height > 0 && width > 0, "a picture of \(height) × \(width) pixels")
    precondition(channels == 1 || channels == 3, "\(channels) channels, where 1 or 3 are possible")
    (self.height, self.width, self.channels) = (height, width, channels)
  }
}
