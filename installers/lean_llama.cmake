# Included into llama.cpp's own project by CMAKE_PROJECT_llama.cpp_INCLUDE: leaves out the "common" library
# (command-line parsing, chat parsers, HTTP), which Carrel does not load. With the multimodal library left out as
# well, the build takes about a quarter of the time.
set(LLAMA_BUILD_COMMON OFF CACHE BOOL "" FORCE)

# Attention over up to 15 tokens is added up as for a single one. llama.cpp's matrix kernels add half-precision figures
# up in another order, so that several tokens evaluated together get other last digits than one by one, and guessed
# tokens (app/processes/generator_lookup.py) have to be evaluated twice. Prompts are read as before. The file beside the
# libraries tells Carrel that this was done (app/processes/generator_params.py).
set(carrel_file "${CMAKE_CURRENT_SOURCE_DIR}/ggml/src/ggml-cpu/llamafile/sgemm.cpp")
set(carrel_before "    if (n < 2)\n        return false;\n#endif\n")
set(carrel_rule "    if (n < 16 && (Atype == GGML_TYPE_F32 || Atype == GGML_TYPE_F16 || Atype == GGML_TYPE_BF16))\n        return false;\n")
file(READ "${carrel_file}" carrel_text)
string(FIND "${carrel_text}" "${carrel_rule}" carrel_done)
if(carrel_done EQUAL -1)
  string(FIND "${carrel_text}" "${carrel_before}" carrel_place)
  if(NOT carrel_place EQUAL -1)
    string(REPLACE "${carrel_before}" "${carrel_before}${carrel_rule}" carrel_text "${carrel_text}")
    file(WRITE "${carrel_file}" "${carrel_text}")
    set(carrel_done 0)
  endif()
endif()
if(carrel_done EQUAL -1)
  message(WARNING "llama.cpp looks otherwise: guessed tokens will be evaluated twice where a choice is close")
else()
  file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/carrel-single-rows.txt" "Attention over few tokens adds up as for one.\n")
  install(FILES "${CMAKE_CURRENT_BINARY_DIR}/carrel-single-rows.txt" DESTINATION "${CMAKE_INSTALL_LIBDIR}")
endif()
