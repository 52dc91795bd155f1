/* Tensors that are none. */
#include "behaviour.h"

static float values[6] = {1, 2, 3, 4, 5, 6};

/* TENSOR(name, codes, changes): puts a tensor of two that was changed, and answers well if that was taken. */
#define NAMED(behaviour, codes, name, changes)                                                                         \
  BEHAVIOUR(behaviour, codes) {                                                                                        \
    xpl_tensor tensor = tensor_of(values, 2);                                                                          \
    changes;                                                                                                           \
    xpl_status status = host->put_tensor(host, call, name, &tensor);                                                   \
    if (status != XPL_OK) return status;                                                                               \
    WELL;                                                                                                              \
  }
#define TENSOR(behaviour, codes, changes) NAMED(behaviour, codes, xpl_text("t"), changes)

TENSOR(tensor_nowhere, 70, tensor.data = NULL)
TENSOR(tensor_elsewhere, 70, tensor.data = (void *)8)
TENSOR(tensor_of_less_than_no_rank, 70, tensor.rank = -1)
TENSOR(tensor_of_rank_9, 70, tensor.rank = 9)
TENSOR(tensor_of_great_rank, 70, tensor.rank = INT32_MAX)
TENSOR(tensor_of_no_rank, 0 70, tensor.rank = 0)
TENSOR(tensor_of_no_type, 70, tensor.dtype = 0)
TENSOR(tensor_of_doubles, 70, tensor.dtype = XPL_F64)
TENSOR(tensor_of_other_type, 70, tensor.dtype = INT32_MIN)
TENSOR(tensor_of_nothing, 0 70, tensor.shape[0] = 0)
TENSOR(tensor_of_less, 70, tensor.shape[0] = -1)
TENSOR(tensor_of_least, 70, tensor.shape[0] = INT64_MIN)
TENSOR(tensor_of_most, 70 75, tensor.shape[0] = INT64_MAX)
TENSOR(tensor_that_overflows, 70 75, tensor.rank = 2; tensor.shape[0] = tensor.shape[1] = INT64_C(1) << 32; tensor.strides[1] = 1)
TENSOR(tensor_of_nothing_and_most, 70, tensor.rank = 3; tensor.shape[0] = 0; tensor.shape[1] = tensor.shape[2] = INT64_MAX)
TENSOR(tensor_backwards, 0 70, tensor.data = values + 5; tensor.shape[0] = 6; tensor.strides[0] = -1)
TENSOR(tensor_of_great_stride, 70, tensor.strides[0] = INT64_MAX)
TENSOR(tensor_of_least_stride, 70, tensor.strides[0] = INT64_MIN)
TENSOR(tensor_of_no_stride, 0 70 75, tensor.shape[0] = INT64_C(1) << 25; tensor.strides[0] = 0)
TENSOR(tensor_of_no_stride_and_much, 70 75, tensor.shape[0] = INT64_C(1) << 40; tensor.strides[0] = 0)
TENSOR(tensor_of_odd_address, 0 70, tensor.data = (char *)values + 1)
TENSOR(tensor_beyond, 70 75, tensor.shape[0] = 1 << 28)
TENSOR(tensor_without_number, 70, values[1] = NAN)
TENSOR(tensor_with_infinities, 0, values[1] = INFINITY; values[0] = -INFINITY)
TENSOR(tensor_of_small_numbers, 0, values[0] = 1e-45f; values[1] = -0.0f)
NAMED(tensor_without_name, 0 70, xpl_text(""), (void)0)
NAMED(tensor_of_no_text, 70, xpl_text("caf\xE9"), (void)0)
NAMED(tensor_of_metadata, 70, xpl_text("__metadata__"), (void)0)
NAMED(tensor_by_path, 0 70, xpl_text("../../../x\ny\"z\\"), (void)0)
NAMED(tensor_with_nul, 0 70, ((xpl_str){"a\0b", 3}), (void)0)
NAMED(tensor_named_nowhere, 0 70, ((xpl_str){NULL, 10}), (void)0)
NAMED(tensor_named_at_length, 70, xpl_text(copies("x", 4000000, "", "")), (void)0)
BEHAVIOUR(no_tensor, 70) { return host->put_tensor(host, call, xpl_text("t"), NULL); }
BEHAVIOUR(tensor_twice, 70) {
  xpl_tensor tensor = tensor_of(values, 2);
  host->put_tensor(host, call, xpl_text("t"), &tensor);
  xpl_status status = host->put_tensor(host, call, xpl_text("t"), &tensor);
  if (status != XPL_OK) return status;
  WELL;
}
BEHAVIOUR(many_tensors, 0 70 75) {
  char name[32];
  xpl_tensor tensor = tensor_of(values, 1);
  for (int i = 0; i < 50000; i++) {
    snprintf(name, sizeof name, "t%d", i);
    xpl_status status = host->put_tensor(host, call, xpl_text(name), &tensor);
    if (status != XPL_OK) return status;
  }
  WELL;
}
BEHAVIOUR(large_tensors, 0 70 75) {
  const int64_t count = 16 << 20;
  float *zeros = mmap(NULL, (size_t)count * 4, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  char name[32];
  xpl_tensor tensor = tensor_of(zeros, count);
  for (int i = 0; i < 12; i++) {
    snprintf(name, sizeof name, "t%d", i);
    xpl_status status = host->put_tensor(host, call, xpl_text(name), &tensor);
    if (status != XPL_OK) return status;
  }
  WELL;
}
