import Diagnostics
import ExplainerCore
import Tensors

extension Assembly {
  /// A convolution that reads what entered a layer, and how its weights are called, by their whole names.
  struct ConvolutionNames: Sendable {
    let map: String
    /// The norm of the sum of what it gives and the stream.
    let norm: String
    /// How many tokens are read for one.
    let count: Int
    /// In how many parts the stream is cut, each of which is made of the same part of what is read.
    let groups: Int
    let activation: Activation
  }

  /// What stands behind the last half of a layer.
  mutating func convolution(_ names: ConvolutionNames) throws(ExplainerError) -> Half {
    let (D, width) = (sites.sizes.width, sites.sizes.width / names.groups)
    let (map, norm) = try outsideLayer {
      a throws(ExplainerError) -> (Linear, Norm) in
      let stored = try a.tensor("\(names.map).weight", [D, width, names.count])
      let bias = try a.tensor("\(names.map).bias", [D])
      guard !a.isListing else {
        let weight = WeightMatrix(Tensor(standingInFor: [D, names.count * D]), layout: .outputInput)
        return (Linear(weight, bias: bias), try a.norm(names.norm))
      }
      // Each output's weights, token by token.
      let weight = Tensor(
        shape: [D, names.count * D],
        filling: { all in
          for output in 0..<D {
            for input in 0..<width {
              let column = output / width * width + input
              for place in 0..<names.count {
                all[(output * names.count + place) * D + column] =
                  stored[
                    flat: (output * width + input) * names.count + place]
              }
            }
          }
        })
      return (Linear(WeightMatrix(weight, layout: .outputInput), bias: bias), try a.norm(names.norm))
    }
    let work = Convolution(count: names.count, map: map, activation: names.activation)
    return Half(
      work: .convolution(work), readsEntry: true, inputNorm: nil, normed: .none, outputNorm: nil,
      multiplier: nil, contribution: .none, streamNorm: norm,
      stream: declare("residual.post", whole: [names.map, names.norm]))
  }
}
