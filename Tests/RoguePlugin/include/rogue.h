/* A plugin that misbehaves on purpose, for the tests of the host. */
#ifndef ROGUE_H
#define ROGUE_H
#endif
