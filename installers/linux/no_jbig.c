/* Stands in for libjbig, which is under the GPL and which Tesseract's wheel brings along for TIFF files with JBIG
 * compression. Carrel hands Tesseract pixels and never a TIFF file, so nothing here is ever called; if it were, each
 * function says that it failed. Names and meanings are those that libtiff's tif_jbig.c calls. */

const char carrel_stand_in[] = "carrel: stands in for a library under the GPL";

#define FAILED (-1)

void jbg_dec_init(void *state) { (void)state; }
void jbg_dec_free(void *state) { (void)state; }
int jbg_dec_in(void *state, unsigned char *data, unsigned long length, unsigned long *used)
{
    (void)state; (void)data; (void)length;
    if (used) *used = 0;
    return FAILED;
}
unsigned long jbg_dec_getsize(const void *state) { (void)state; return 0; }
unsigned char *jbg_dec_getimage(const void *state, int plane) { (void)state; (void)plane; return 0; }
int jbg_newlen(unsigned char *data, unsigned long length) { (void)data; (void)length; return FAILED; }
const char *jbg_strerror(int code) { (void)code; return carrel_stand_in; }
void jbg_enc_init(void *state, unsigned long width, unsigned long height, int planes, unsigned char **images,
                  void (*take)(unsigned char *, unsigned long, void *), void *file)
{
    (void)state; (void)width; (void)height; (void)planes; (void)images; (void)take; (void)file;
}
void jbg_enc_out(void *state) { (void)state; }
void jbg_enc_free(void *state) { (void)state; }
