/* Marks the resources that ship beside the executable; there is no code. */
#ifndef DISTRIBUTION_H
#define DISTRIBUTION_H
#endif
