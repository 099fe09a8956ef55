import Environments
import Testing

@Suite struct PictureTests {
  private func pendulum(_ angle: Double, _ angularVelocity: Double = 0) -> Pendulum {
    var environment = Pendulum()
    _ = environment.begin(at: .init(angle: angle, angularVelocity: angularVelocity))
    return environment
  }

  private func cart(_ position: Double, _ angle: Double, _ velocity: Double = 0) -> CartPoleSwingUp {
    var environment = CartPoleSwingUp()
    _ = environment.begin(
      at: .init(position: position, angle: angle, velocity: velocity, angularVelocity: -velocity))
    return environment
  }

  /// uint8 [height, width, channels], left and right exchanged.
  private func mirrored(_ picture: [UInt8], width: Int, channels: Int) -> [UInt8] {
    picture.indices.map { index in
      let (row, rest) = index.quotientAndRemainder(dividingBy: width * channels)
      let (column, channel) = rest.quotientAndRemainder(dividingBy: channels)
      return picture[(row * width + width - 1 - column) * channels + channel]
    }
  }

  /// How far apart two pictures are: the mean difference of a byte.
  private func distance(_ a: [UInt8], _ b: [UInt8]) -> Double {
    Double(zip(a, b).map { abs(Int($0) - Int($1)) }.reduce(0, +)) / Double(a.count)
  }

  @Test(arguments: [(16, 16), (24, 17), (16, 64), (64, 64)])
  func picturesShowPositionsAlone(height: Int, width: Int) {
    for channels in [1, 3] {
      func picture(_ environment: some RenderedEnvironment) -> [UInt8] {
        environment.render(width: width, height: height, channels: channels)
      }
      #expect(picture(pendulum(1)).count == height * width * channels)
      #expect(picture(pendulum(1)) == picture(pendulum(1, 7)))
      #expect(picture(pendulum(1)) != picture(pendulum(1.1)))
      #expect(picture(cart(1, 2)) == picture(cart(1, 2, 5)))
      #expect(picture(cart(1, 2)) != picture(cart(1.1, 2)))
      #expect(picture(cart(1, 2)) != picture(cart(1, 2.1)))
      #expect(
        mirrored(picture(pendulum(0.7)), width: width, channels: channels) == picture(pendulum(-0.7)))
      #expect(
        mirrored(picture(cart(1, 2)), width: width, channels: channels) == picture(cart(-1, -2)))
    }
  }

  /// Upright is up, and a positive angle counter-clockwise; of the cart's pole clockwise.
  @Test func picturesAreTheRightWayUp() {
    func dark(_ environment: Pendulum, row: Int, column: Int) -> Bool {
      environment.render(width: 25, height: 25, channels: 1)[row * 25 + column] < 200
    }
    #expect(dark(pendulum(0), row: 4, column: 12) && !dark(pendulum(0), row: 20, column: 12))
    #expect(dark(pendulum(.pi), row: 20, column: 12) && !dark(pendulum(.pi), row: 4, column: 12))
    #expect(dark(pendulum(.pi / 2), row: 12, column: 4) && !dark(pendulum(.pi / 2), row: 12, column: 20))
    func bright(_ environment: CartPoleSwingUp, row: Int, column: Int) -> Bool {
      environment.render(width: 41, height: 41, channels: 1)[row * 41 + column] > 150
    }
    #expect(bright(cart(0, 0), row: 12, column: 20) && !bright(cart(0, 0), row: 28, column: 20))
    #expect(bright(cart(0, .pi), row: 28, column: 20))
    #expect(bright(cart(0, .pi / 2), row: 20, column: 28) && !bright(cart(0, .pi / 2), row: 20, column: 12))
    #expect(bright(cart(1, 0), row: 12, column: 30))
  }

  /// A hundredth of a pixel's motion shows, which it would not if pixels were in or out; and a pixel's motion is not lost.
  @Test func edgesAreSmooth() {
    let size = 32
    func picture(_ environment: some RenderedEnvironment) -> [UInt8] {
      environment.render(width: size, height: size, channels: 1)
    }
    let base = picture(cart(0.3, 1))
    let distances = [0.003, 0.01, 0.03, 0.1].map { distance(picture(cart(0.3 + $0, 1)), base) }
    #expect(distances[0] > 0)
    #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 < $1 })
    #expect(Set(picture(pendulum(0.4))).count > 20)
  }

  /// The luma of the parts, but for rounding.
  @Test func greyIsTheLuma() {
    let (grey, colored) = (
      cart(0.4, 2.5).render(width: 20, height: 30, channels: 1),
      cart(0.4, 2.5).render(width: 20, height: 30, channels: 3)
    )
    for (index, value) in grey.enumerated() {
      let parts = colored[3 * index..<3 * index + 3].map(Double.init)
      #expect(abs(Double(value) - 0.299 * parts[0] - 0.587 * parts[1] - 0.114 * parts[2]) <= 1)
    }
  }

  /// The cart can be seen at both ends of the rail.
  @Test func cartStaysInThePicture() {
    for position in [-1.9, 1.9] {
      for size in [16, 64] {
        let there = cart(position, .pi).render(width: size, height: size, channels: 1)
        let outside = cart(5 * position, .pi).render(width: size, height: size, channels: 1)
        #expect(distance(there, outside) > 1)
      }
    }
  }
}
