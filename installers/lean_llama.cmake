# Included into llama.cpp's own project by CMAKE_PROJECT_llama.cpp_INCLUDE: leaves out the "common" library
# (command-line parsing, chat parsers, HTTP), which Carrel does not load. With the multimodal library left out as
# well, the build takes about a quarter of the time.
set(LLAMA_BUILD_COMMON OFF CACHE BOOL "" FORCE)
