// The table of contents of ICU's data with nothing in it, as ICU builds itself before it has data ("stubdata"); the
// name of the symbol, which has ICU's version in it, comes with -DNAME=….
#include <stdint.h>

typedef struct {
  uint16_t header_size;
  uint8_t magic[2];
  uint16_t info_size, reserved_word;
  uint8_t is_big_endian, charset_family, size_of_uchar, reserved_byte;
  uint8_t data_format[4], format_version[4], data_version[4];
  char padding[8];
  uint32_t count, reserved;
  int32_t nothing[4];
} table_of_contents;

__attribute__((aligned(16))) const table_of_contents NAME = {
    .header_size = 32,
    .magic = {0xda, 0x27},
    .info_size = 20,
    .is_big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
    .size_of_uchar = 2,
    .data_format = {'T', 'o', 'C', 'P'},
    .format_version = {1},
};
