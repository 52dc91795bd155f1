extension Tensor {
  /// A tensor that has a shape and no numbers: for those who want to know what would be needed, and read nothing.
  ///
  /// - Precondition: no element of it is ever read.
  package init(standingInFor shape: [Int]) {
    self.init(shape: shape, storage: TensorStorage([]), offset: 0)
  }
}
