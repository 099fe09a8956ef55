/// Draws a picture of simple shapes in a part of the plane, with antialiased edges.
struct Raster {
  /// A color with components from 0 to 255.
  struct Color {
    let red: Float
    let green: Float
    let blue: Float

    init(_ red: Float, _ green: Float, _ blue: Float) {
      (self.red, self.green, self.blue) = (red, green, blue)
    }

    /// The color's channels: the luma (ITU-R BT.601) if there is 1, the components if there are 3.
    func values(channels: Int) -> [Float] {
      channels == 1 ? [0.299 * red + 0.587 * green + 0.114 * blue] : [red, green, blue]
    }
  }

  private let width: Int
  private let height: Int
  private let channels: Int
  /// The point of the plane in the picture's center.
  private let center: SIMD2<Double>
  /// The number of pixels per unit.
  private let scale: Double
  /// [height, width, channels].
  private var pixels: [Float]

  /// A picture of the background, centered at `center`. The rectangle that extends by `extent` from there to
  /// all sides fits into it.
  init(
    width: Int, height: Int, channels: Int, center: SIMD2<Double>, extent: SIMD2<Double>, background: Color
  ) {
    precondition(width > 0 && height > 0, "a picture of \(width) × \(height) pixels")
    precondition(channels == 1 || channels == 3, "\(channels) channels, where 1 or 3 are possible")
    (self.width, self.height, self.channels, self.center) = (width, height, channels, center)
    scale = min(Double(width) / (2 * extent[0]), Double(height) / (2 * extent[1]))
    let values = background.values(channels: channels)
    pixels = (0..<width * height).flatMap { _ in values }
  }

  /// Draws everything within `radius` of the line segment between two points.
  mutating func capsule(from start: SIMD2<Double>, to end: SIMD2<Double>, radius: Double, color: Color) {
    let line = end - start
    let square = (line * line).sum()
    draw(color) { point in
      let share = square > 0 ? ((point - start) * line).sum() / square : 0
      let away = point - start - share.clamped(to: 0...1) * line
      return (away * away).sum().squareRoot() - radius
    }
  }

  mutating func disc(at center: SIMD2<Double>, radius: Double, color: Color) {
    capsule(from: center, to: center, radius: radius, color: color)
  }

  /// Draws an upright rectangle that extends by `extent` from its center to all sides.
  mutating func rectangle(at center: SIMD2<Double>, extent: SIMD2<Double>, color: Color) {
    draw(color) { point in
      let away = point - center
      return max(abs(away[0]) - extent[0], abs(away[1]) - extent[1])
    }
  }

  /// Paints each pixel by the distance of its center from a shape, which is negative inside: fully from half
  /// a pixel inside, and not at all from half a pixel outside.
  private mutating func draw(_ color: Color, distance: (SIMD2<Double>) -> Double) {
    let values = color.values(channels: channels)
    for row in 0..<height {
      for column in 0..<width {
        let place = SIMD2(
          Double(column) + 0.5 - 0.5 * Double(width), 0.5 * Double(height) - 0.5 - Double(row))
        let cover = Float((0.5 - distance(center + place / scale) * scale).clamped(to: 0...1))
        guard cover > 0 else { continue }
        let start = (row * width + column) * channels
        for channel in 0..<channels {
          pixels[start + channel] += cover * (values[channel] - pixels[start + channel])
        }
      }
    }
  }

  /// uint8 [height, width, channels].
  var bytes: [UInt8] { pixels.map { UInt8($0.rounded()) } }
}
