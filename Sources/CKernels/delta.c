#include "kernels.h"

KERNEL void ck_delta_rule(
    const struct ck_delta_head *head, ptrdiff_t rows, float *restrict state, float *restrict room,
    float *restrict trail, float *restrict out, ptrdiff_t out_stride) {
  RELAXED_SUMS
  const ptrdiff_t d = head->key_size, v = head->value_size;
  for (ptrdiff_t t = 0; t < rows; t++) {
    const float *query = head->query + t * head->query_stride, *key = head->key + t * head->key_stride;
    const float *value = head->value + t * head->value_stride;
    const float decay = head->decay[t * head->gate_stride], strength = head->strength[t * head->gate_stride];
    if (trail) memcpy(trail + t * d * v, state, (size_t)(d * v) * sizeof(float));
    for (ptrdiff_t j = 0; j < v; j++) room[j] = 0;
    for (ptrdiff_t i = 0; i < d; i++)
      for (ptrdiff_t j = 0; j < v; j++) {
        state[i * v + j] *= decay;
        room[j] += key[i] * state[i * v + j];
      }
    for (ptrdiff_t j = 0; j < v; j++) room[j] = strength * (value[j] - room[j]);
    if (!out) {
      for (ptrdiff_t i = 0; i < d; i++)
        for (ptrdiff_t j = 0; j < v; j++) state[i * v + j] += key[i] * room[j];
      continue;
    }
    float *read = out + t * out_stride;
    for (ptrdiff_t j = 0; j < v; j++) read[j] = 0;
    for (ptrdiff_t i = 0; i < d; i++)
      for (ptrdiff_t j = 0; j < v; j++) {
        state[i * v + j] += key[i] * room[j];
        read[j] += query[i] * state[i * v + j];
      }
  }
}

// With S what the state was, S′ = decay · S, rest = value − S′ᵀ · key, change = strength · rest and S″ = S′ + key · changeᵀ,
// a row reads S″ᵀ · query. `after` is the gradient with respect to S″ that later rows give.
KERNEL void ck_delta_rule_backward(
    const struct ck_delta_head *head, ptrdiff_t rows, const float *restrict trail, const float *gradient,
    ptrdiff_t gradient_stride, float *restrict after, float *restrict room,
    const struct ck_delta_gradients *to) {
  RELAXED_SUMS
  const ptrdiff_t d = head->key_size, v = head->value_size;
  float *restrict rest = room, *restrict change = room + v, *restrict of_change = room + 2 * v,
                  *restrict of_known = room + 3 * v;
  for (ptrdiff_t t = rows - 1; t >= 0; t--) {
    const float *query = head->query + t * head->query_stride, *key = head->key + t * head->key_stride;
    const float *value = head->value + t * head->value_stride, *read = gradient + t * gradient_stride;
    const float decay = head->decay[t * head->gate_stride], strength = head->strength[t * head->gate_stride];
    const float *before = trail + t * d * v;
    float *restrict of_query = to->query + t * to->key_stride, *restrict of_key = to->key + t * to->key_stride;
    for (ptrdiff_t j = 0; j < v; j++) rest[j] = of_change[j] = 0;
    for (ptrdiff_t i = 0; i < d; i++)
      for (ptrdiff_t j = 0; j < v; j++) {
        rest[j] += key[i] * before[i * v + j];
        after[i * v + j] += query[i] * read[j];
        of_change[j] += key[i] * after[i * v + j];
      }
    float of_strength = 0, of_decay = 0, changed = 0;
    for (ptrdiff_t j = 0; j < v; j++) {
      rest[j] = value[j] - decay * rest[j];
      change[j] = strength * rest[j];
      of_strength += of_change[j] * rest[j];
      changed += change[j] * read[j];
      to->value[t * to->value_stride + j] = strength * of_change[j];
      of_known[j] = -strength * of_change[j];
    }
    for (ptrdiff_t i = 0; i < d; i++) {
      float reads = 0, knows = 0, changes = 0, decays = 0;
      for (ptrdiff_t j = 0; j < v; j++) {
        const float old = before[i * v + j];
        reads += old * read[j];
        knows += old * of_known[j];
        changes += after[i * v + j] * change[j];
        const float of_decayed = after[i * v + j] + key[i] * of_known[j];
        decays += of_decayed * old;
        after[i * v + j] = decay * of_decayed;
      }
      of_query[i] += decay * reads + key[i] * changed;
      of_key[i] += changes + decay * knows;
      of_decay += decays;
    }
    to->decay[t * to->gate_stride] = of_decay;
    to->strength[t * to->gate_stride] = of_strength;
  }
}
