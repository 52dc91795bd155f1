/* Nothing of this library is called by its header: tests describe its functions in JSON. */
